"""Names of BPMN 2.0.2 (Semantic.xsd), and what becomes of the elements that bear them."""

from __future__ import annotations

from typing import Final

from rdflib import Namespace, URIRef


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
BPMN: Final = Namespace(f"{MODEL}#")
"""Where words of BPMN stand for which the ontology has none: ``…/MODEL#messageRef``."""

DECISION: Final = URIRef("https://www.omg.org/spec/DMN/20230324/MODEL/#decision")
"""Class of decisions of DMN models, which tasks call by their identifiers."""

TASKS: Final = _names(
    "task userTask manualTask serviceTask scriptTask businessRuleTask sendTask receiveTask"
)
SUB_PROCESSES: Final = _names("subProcess transaction adHocSubProcess")
ACTIVITIES: Final = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS: Final = _names(
    "gateway exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway complexGateway"
)
CHOOSING_GATEWAYS: Final = _names("exclusiveGateway inclusiveGateway complexGateway")
EVENTS: Final = _names(
    "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
    " implicitThrowEvent event"
)
FLOW_NODES: Final = ACTIVITIES | GATEWAYS | EVENTS
AUTOMATED: Final = _names("serviceTask scriptTask businessRuleTask sendTask receiveTask")

CHOREOGRAPHIES: Final = _names(
    "choreography globalChoreographyTask choreographyTask subChoreography callChoreography"
)
"""Containers whose flow nodes are interactions between participants, and no steps of a process."""

EVENT_DEFINITIONS: Final = {
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensation",
    "conditionalEventDefinition": "conditional",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "linkEventDefinition": "link",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "terminateEventDefinition": "terminate",
    "timerEventDefinition": "timer",
}

DATA: Final = _names("dataObject dataObjectReference dataStore dataStoreReference")
DATA_REFERENCES: Final = {
    "dataObjectReference": "dataObjectRef",
    "dataStoreReference": "dataStoreRef",
}
ITEMS: Final = DATA | {"dataInput", "dataOutput", "property"}
"""Elements that an association may carry data to or from (ItemAwareElement)."""

RESOURCE_ROLES: Final = _names("resourceRole performer humanPerformer potentialOwner")

UNDERSTOOD: Final = (
    _names(
        "process sequenceFlow participant lane message error signal escalation textAnnotation"
        " resource messageFlow association interface"
    )
    | FLOW_NODES
    | DATA
)
"""Elements that become things of the graph with a meaning in the ontology, or that these name."""

KEPT: Final = (
    _names(
        "definitions collaboration globalTask globalBusinessRuleTask globalManualTask"
        " globalScriptTask globalUserTask globalConversation conversation subConversation"
        " callConversation conversationLink participantAssociation messageFlowAssociation"
        " conversationAssociation correlationKey correlationProperty"
        " correlationPropertyRetrievalExpression correlationSubscription"
        " correlationPropertyBinding itemDefinition operation endPoint category"
        " categoryValue group import relationship extension partnerEntity partnerRole property"
        " dataInput dataOutput resourceParameter ioBinding rendering auditing monitoring"
        " complexBehaviorDefinition participantMultiplicity"
    )
    | CHOREOGRAPHIES
)
"""Elements that become things of the graph in BPMN's own words, for the ontology has none."""

NODES: Final = UNDERSTOOD | KEPT

SAID: Final = (
    _names(
        "documentation conditionExpression condition timeDuration timeCycle timeDate laneSet"
        " childLaneSet text multiInstanceLoopCharacteristics standardLoopCharacteristics"
        " ioSpecification dataInputAssociation dataOutputAssociation eventDefinition"
        " resourceAssignmentExpression"
    )
    | RESOURCE_ROLES
    | set(EVENT_DEFINITIONS)
)
"""Elements that are read as what they say of the thing around them."""

TEXTS: Final = _names(
    "completionCondition loopCondition loopCardinality script transformation assignment from"
    " to activationCondition messagePath dataPath resourceParameterBinding formalExpression"
    " expression dataState inputDataItem outputDataItem partitionElement"
)
"""Elements whose text is kept on the thing around them."""

TEXT_ONLY: Final = _names(
    "documentation text script conditionExpression condition timeDuration timeCycle timeDate"
    " completionCondition loopCondition loopCardinality transformation from to"
    " activationCondition messagePath dataPath formalExpression expression"
)
"""Elements whose content is text in the words of people or of an expression language."""

UNREAD: Final = frozenset(["inputSet", "outputSet"])
"""Elements of which nothing is stored: alternative sets of inputs and outputs."""

IMPLIED: Final = _names(
    "incoming outgoing extensionElements dataInputRefs dataOutputRefs inputSetRefs"
    " outputSetRefs optionalInputRefs optionalOutputRefs whileExecutingInputRefs"
    " whileExecutingOutputRefs"
)
"""Elements that only repeat what others say (a flow, a set) or only wrap others; not counted."""

REFERENCES: Final = _names(
    "sourceRef targetRef attachedToRef dataObjectRef dataStoreRef processRef messageRef"
    " errorRef signalRef escalationRef activityRef itemRef itemSubjectRef operationRef"
    " categoryValueRef partitionElementRef resourceRef parameterRef correlationKeyRef"
    " initiatingParticipantRef definitionalCollaborationRef choreographyRef"
    " calledCollaborationRef calledChoreographyRef default innerConversationNodeRef"
    " outerConversationNodeRef innerMessageFlowRef outerMessageFlowRef innerParticipantRef"
    " outerParticipantRef noneBehaviorEventRef oneBehaviorEventRef flowNodeRef"
    " eventDefinitionRef participantRef messageFlowRef inMessageRef outMessageRef endPointRef"
    " interfaceRef loopDataInputRef loopDataOutputRef correlationPropertyRef supports source"
    " target partnerEntityRef partnerRoleRef inputDataRef outputDataRef conversationNodeRef"
)
"""Attributes and elements whose text is the identifier of another element of the model."""

TRIGGER_REFERENCES: Final = _names(
    "messageRef errorRef signalRef escalationRef operationRef activityRef"
)
"""What an event definition names: the thing thrown or caught, which its event then names."""
