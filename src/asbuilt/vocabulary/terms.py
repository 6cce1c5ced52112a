"""Closed namespaces of the terms that Asbuilt defines; made from the ontology, not by hand.

``python -m asbuilt.docs.vocabulary`` writes this module anew.
"""

from __future__ import annotations

from typing import ClassVar

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class AB(DefinedNamespace):
    """The terms of the Asbuilt core ontology."""

    _NS = Namespace("https://w3id.org/asbuilt/ns#")
    _fail = True
    _extras: ClassVar[list[str]] = ["from"]

    Agent: URIRef
    Approval: URIRef
    Assignment: URIRef
    Automation: URIRef
    Breakdown: URIRef
    Bypass: URIRef
    Channel: URIRef
    CompletePeriod: URIRef
    Control: URIRef
    DanglingReference: URIRef
    DataAsset: URIRef
    DataObject: URIRef
    DeadElement: URIRef
    DeadStep: URIRef
    Decision: URIRef
    Delegation: URIRef
    DerivedFact: URIRef
    Deviation: URIRef
    DutyConflict: URIRef
    Event: URIRef
    EventLog: URIRef
    Evidence: URIRef
    EvidenceRequirement: URIRef
    EvidenceVerdict: URIRef
    ExceptionPath: URIRef
    ExcessPermission: URIRef
    ExpiredDelegationUse: URIRef
    Field: URIRef
    Finding: URIRef
    FindingRecord: URIRef
    FindingTally: URIRef
    Flow: URIRef
    Gateway: URIRef
    Group: URIRef
    Holding: URIRef
    InformalChannel: URIRef
    Inspection: URIRef
    Interface: URIRef
    Mapping: URIRef
    MappingDrift: URIRef
    MessageFlow: URIRef
    Metric: URIRef
    MissingPermission: URIRef
    OrderContradiction: URIRef
    Permission: URIRef
    Policy: URIRef
    Process: URIRef
    QuorumShortfall: URIRef
    Reference: URIRef
    Risk: URIRef
    Role: URIRef
    Rule: URIRef
    Sample: URIRef
    SelfApproval: URIRef
    SkippedControl: URIRef
    Source: URIRef
    StalledApproval: URIRef
    State: URIRef
    Step: URIRef
    SubProcess: URIRef
    System: URIRef
    Task: URIRef
    Transition: URIRef
    Trap: URIRef
    UnauthorisedAction: URIRef
    UndefinedTerm: URIRef
    UndocumentedActivity: URIRef
    Waiver: URIRef
    Workflow: URIRef
    about: URIRef
    action: URIRef
    activity: URIRef
    agent: URIRef
    applicabilityKnown: URIRef
    applicable: URIRef
    appliesWhen: URIRef
    approvedBy: URIRef
    asOf: URIRef
    at: URIRef
    attachedTo: URIRef
    attests: URIRef
    breakdown: URIRef
    calls: URIRef
    capturedAt: URIRef
    caseCount: URIRef
    channelKind: URIRef
    clearAuthority: URIRef
    code: URIRef
    collectedBy: URIRef
    compensatedBy: URIRef
    compensates: URIRef
    condition: URIRef
    confidence: URIRef
    confirmedBy: URIRef
    confirmedOn: URIRef
    consulted: URIRef
    control: URIRef
    controlledBy: URIRef
    counterExample: URIRef
    coversFrom: URIRef
    coversUntil: URIRef
    dataSource: URIRef
    decidedBy: URIRef
    denotes: URIRef
    deputy: URIRef
    digitalElement: URIRef
    digitalFingerprint: URIRef
    digitalLabel: URIRef
    direction: URIRef
    documented: URIRef
    domain: URIRef
    duration: URIRef
    elementKind: URIRef
    enforcement: URIRef
    entry: URIRef
    eventCount: URIRef
    eventKind: URIRef
    evidenceFor: URIRef
    exampleCase: URIRef
    execution: URIRef
    expires: URIRef
    file: URIRef
    findingCount: URIRef
    findingStatus: URIRef
    fingerprint: URIRef
    firstSeen: URIRef
    fix: URIRef
    format: URIRef
    frequency: URIRef
    freshWithin: URIRef
    governedBy: URIRef
    grantedTo: URIRef
    guards: URIRef
    handledBy: URIRef
    hasDiagram: URIRef
    hasField: URIRef
    hasState: URIRef
    hasStep: URIRef
    heldBy: URIRef
    holder: URIRef
    holdsRole: URIRef
    impact: URIRef
    implementedBy: URIRef
    inForceSince: URIRef
    independent: URIRef
    informations: URIRef
    informed: URIRef
    inspection: URIRef
    involves: URIRef
    isDefault: URIRef
    isExecutable: URIRef
    isFinal: URIRef
    isInitial: URIRef
    isInterrupting: URIRef
    isMultiple: URIRef
    justification: URIRef
    lastSeen: URIRef
    lastUpdated: URIRef
    likelihood: URIRef
    limit: URIRef
    log: URIRef
    login: URIRef
    logs: URIRef
    longestWait: URIRef
    mappingStatus: URIRef
    maxWait: URIRef
    mayDecide: URIRef
    mayTrigger: URIRef
    measuredBy: URIRef
    memberOf: URIRef
    metric: URIRef
    mitigates: URIRef
    next: URIRef
    objective: URIRef
    observedSha256: URIRef
    ownedBy: URIRef
    partOf: URIRef
    performedBy: URIRef
    period: URIRef
    principal: URIRef
    processElement: URIRef
    processFingerprint: URIRef
    processLabel: URIRef
    proof: URIRef
    quorum: URIRef
    raises: URIRef
    reads: URIRef
    reason: URIRef
    referenceKind: URIRef
    refersTo: URIRef
    represents: URIRef
    requirement: URIRef
    requiresEvidence: URIRef
    resource: URIRef
    responsibility: URIRef
    retiredOn: URIRef
    reviewDue: URIRef
    role: URIRef
    rule: URIRef
    segregatedFrom: URIRef
    servesPolicy: URIRef
    sha256: URIRef
    source: URIRef
    sourcedFrom: URIRef
    standsInFor: URIRef
    state: URIRef
    status: URIRef
    step: URIRef
    steward: URIRef
    systemOfRecord: URIRef
    target: URIRef
    threshold: URIRef
    throughChannel: URIRef
    to: URIRef
    totalCases: URIRef
    transitionKind: URIRef
    unit: URIRef
    uploadedAt: URIRef
    validFrom: URIRef
    validUntil: URIRef
    value: URIRef
    verdict: URIRef
    violations: URIRef
    volume: URIRef
    waivedFocus: URIRef
    waivedRule: URIRef
    warnings: URIRef
    why: URIRef
    within: URIRef
    workflow: URIRef
    writes: URIRef


class ABB(DefinedNamespace):
    """The breakdown classes."""

    _NS = Namespace("https://w3id.org/asbuilt/breakdowns#")
    _fail = True

    data: URIRef
    decision: URIRef
    feedback: URIRef
    governance: URIRef
    integrity: URIRef
    workflow: URIRef
