"""What the ERP really runs: four workflows in Amazon States Language."""

from __future__ import annotations

import json
from typing import Any

_REGION = "eu-central-1:123456789012"
_DAY = 24 * 60 * 60

State = dict[str, Any]


def write_workflow(workflow: State) -> bytes:
    """Give a workflow as the ERP's interface hands it out."""
    return (json.dumps(workflow, indent=2, ensure_ascii=False) + "\n").encode()


def _person(queue: str, then: str | None, comment: str = "", **more: object) -> State:
    """Give a state in which the workflow waits until somebody presses a button."""
    state: State = {"Type": "Task"}
    if comment:
        state["Comment"] = comment
    state |= {
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": f"https://sqs.eu-central-1.amazonaws.com/123456789012/{queue}",
            "MessageBody": {"input.$": "$", "taskToken.$": "$$.Task.Token"},
        },
    }
    return _going_on(state | more, then)


def _machine(function: str, then: str | None, comment: str = "", **more: object) -> State:
    """Give a state in which a function of the ERP runs."""
    state: State = {"Type": "Task"}
    if comment:
        state["Comment"] = comment
    state["Resource"] = f"arn:aws:lambda:{_REGION}:function:{function}"
    return _going_on(state | more, then)


def _notice(topic: str, then: str | None, **more: object) -> State:
    """Give a state in which a message is sent out."""
    state: State = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {
            "TopicArn": f"arn:aws:sns:{_REGION}:{topic}",
            "Message.$": "States.JsonToString($)",
        },
        "ResultPath": None,
    }
    return _going_on(state | more, then)


def _choice(*rules: State, default: str, comment: str = "") -> State:
    state: State = {"Type": "Choice"}
    if comment:
        state["Comment"] = comment
    return state | {"Choices": list(rules), "Default": default}


def _going_on(state: State, then: str | None) -> State:
    return state | ({"End": True} if then is None else {"Next": then})


_RETRY = [
    {
        "ErrorEquals": ["Lambda.ServiceException", "Lambda.TooManyRequestsException"],
        "IntervalSeconds": 5,
        "MaxAttempts": 4,
        "BackoffRate": 2,
    }
]


def _catch(error: str, then: str) -> list[State]:
    return [{"ErrorEquals": [error], "ResultPath": "$.error", "Next": then}]


ORDER_APPROVAL: State = {
    "Comment": "Meridian ERP, order approval, as deployed on 2026-02-11",
    "StartAt": "Raise requisition",
    "States": {
        "Raise requisition": _person("requisitions", "Approval needed?"),
        "Approval needed?": _choice(
            {"Variable": "$.amount", "NumericLessThanEquals": 250, "Next": "Large order?"},
            default="Credit auto-hold",
            comment="Purchasing policy 4.2: nothing to approve up to 250 EUR",
        ),
        "Credit auto-hold": _machine(
            "credit-auto-hold",
            "Fast lane?",
            "Added with release 9.4 of the ERP; holds orders over the supplier's credit line",
            ResultPath="$.credit",
            Retry=_RETRY,
        ),
        "Fast lane?": _choice(
            {
                "And": [
                    {"Variable": "$.preferred", "BooleanEquals": True},
                    {"Variable": "$.amount", "NumericLessThan": 5000},
                ],
                "Next": "Large order?",
            },
            default="Approve order",
            comment="CR-2291: call-offs from preferred suppliers must not wait (plant 2, castings)",
        ),
        "Approve order": _person(
            "order-approvals",
            "Approved?",
            TimeoutSeconds=3 * _DAY,
            ResultPath="$.approval",
            Catch=_catch("States.Timeout", "Escalate approval"),
        ),
        "Approved?": _choice(
            {"Variable": "$.approval.granted", "BooleanEquals": True, "Next": "Large order?"},
            default="Tell requester",
        ),
        "Escalate approval": _notice("approval-escalation", "Count escalation"),
        "Count escalation": {
            "Type": "Pass",
            "Parameters": {"count.$": "States.MathAdd($.escalations.count, 1)"},
            "ResultPath": "$.escalations",
            "Next": "Escalated twice?",
        },
        "Escalated twice?": _choice(
            {
                "Variable": "$.escalations.count",
                "NumericGreaterThanEquals": 2,
                "Next": "Auto-release order",
            },
            default="Approve order",
        ),
        "Auto-release order": _machine(
            "auto-release",
            "Large order?",
            "INC-40417: orders stuck over Easter 2025; release them rather than stop the line",
            ResultPath="$.approval",
        ),
        "Large order?": _choice(
            {"Variable": "$.amount", "NumericGreaterThan": 25000, "Next": "Approve large order"},
            default="Release purchase order",
        ),
        "Approve large order": _person(
            "large-order-approvals",
            "Signed?",
            "One signature is enough for the workflow",
            ResultPath="$.signature",
        ),
        "Signed?": _choice(
            {
                "Variable": "$.signature.granted",
                "BooleanEquals": True,
                "Next": "Release purchase order",
            },
            default="Tell requester",
        ),
        "Release purchase order": _person("order-release", "Send order by EDI"),
        "Send order by EDI": _machine("edi-send-order", "Order sent", Retry=_RETRY),
        "Order sent": {"Type": "Succeed"},
        "Tell requester": _notice("requisition-declined", "Requisition declined"),
        "Requisition declined": {"Type": "Succeed"},
    },
}
"""From the requisition to the order: the fast lane and the auto-release are here."""

INVOICE_TO_PAYMENT: State = {
    "Comment": "Meridian ERP, goods receipt to payment, as deployed on 2026-01-05",
    "StartAt": "Await goods and invoice",
    "States": {
        "Await goods and invoice": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "Take delivery",
                    "States": {
                        "Take delivery": _person("deliveries", "Post goods receipt"),
                        "Post goods receipt": _person("goods-receipts", None),
                    },
                },
                {
                    "StartAt": "Register invoice",
                    "States": {"Register invoice": _person("invoices", None)},
                },
            ],
            "ResultPath": "$.papers",
            "Next": "Match invoice",
        },
        "Match invoice": _machine(
            "three-way-match",
            "Approve payment",
            ResultPath="$.match",
            Retry=_RETRY,
            Catch=_catch("MatchFailed", "Start exception handling"),
        ),
        "Start exception handling": _going_on(
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {
                    "StateMachineArn": f"arn:aws:states:{_REGION}:stateMachine:invoice-exception",
                    "Input.$": "$",
                },
                "ResultPath": "$.exception",
                "Catch": _catch("InvoiceRejected", "Closed unpaid"),
            },
            "Match invoice",
        ),
        "Approve payment": _person("payment-approvals", "Pay supplier"),
        "Convert old currency": _machine(
            "convert-old-currency", "Pay supplier", "Left over from the move to the euro in 2023"
        ),
        "Pay supplier": _machine("bank-payment", "Paid", Retry=_RETRY),
        "Paid": {"Type": "Succeed"},
        "Closed unpaid": {"Type": "Succeed"},
    },
}
"""From delivery and invoice to payment; mostly as documented."""

INVOICE_EXCEPTION: State = {
    "Comment": "Meridian ERP, invoices on hold, as deployed on 2026-01-05",
    "StartAt": "Classify exception",
    "States": {
        "Classify exception": _person("invoices-on-hold", "Which difference?"),
        "Which difference?": _choice(
            {
                "And": [
                    {"Variable": "$.kind", "StringEquals": "price"},
                    {"Variable": "$.difference", "NumericLessThan": 25},
                ],
                "Next": "Write off small difference",
            },
            {"Variable": "$.kind", "StringEquals": "price", "Next": "Accept price difference"},
            {"Variable": "$.kind", "StringEquals": "quantity", "Next": "Clear quantity difference"},
            default="Ask for corrected invoice",
        ),
        "Write off small difference": _person("write-offs", "Release hold"),
        "Accept price difference": _person(
            "price-differences", "Difference accepted?", ResultPath="$.decision"
        ),
        "Difference accepted?": _choice(
            {"Variable": "$.decision.accepted", "BooleanEquals": True, "Next": "Release hold"},
            default="Reject invoice",
        ),
        "Reject invoice": {"Type": "Fail", "Error": "InvoiceRejected"},
        "Clear quantity difference": _person("quantity-differences", "Release hold"),
        "Ask for corrected invoice": _notice("supplier-correction", "Wait for corrected invoice"),
        "Wait for corrected invoice": _person("corrected-invoices", "Release hold"),
        "Release hold": _person("hold-release", "Hold released"),
        "Hold released": {"Type": "Succeed"},
    },
}
"""Invoices that do not match; small differences are written off, which no process says."""

SUPPLIER_ONBOARDING: State = {
    "Comment": "Meridian ERP, new suppliers, as deployed on 2026-03-02",
    "StartAt": "Request supplier",
    "States": {
        "Request supplier": _person("supplier-requests", "Send document request"),
        "Send document request": _notice("supplier-documents", "Receive documents"),
        "Receive documents": _person(
            "supplier-documents-in",
            "Create supplier",
            TimeoutSeconds=14 * _DAY,
            Catch=_catch("States.Timeout", "Send reminder"),
        ),
        "Send reminder": _notice("supplier-reminder", "Receive documents"),
        "Create supplier": _person(
            "supplier-records",
            "Screen against sanctions lists",
            "Before screening, so that buyers can prepare orders meanwhile",
        ),
        "Screen against sanctions lists": _machine(
            "sanctions-screening",
            "Approve supplier",
            ResultPath="$.screening",
            Retry=_RETRY,
            Catch=_catch("SanctionsHit", "Supplier blocked"),
        ),
        "Approve supplier": _person("supplier-approvals", "Accepted?", ResultPath="$.approval"),
        "Accepted?": _choice(
            {"Variable": "$.approval.granted", "BooleanEquals": True, "Next": "Activate supplier"},
            default="Tell buyer",
        ),
        "Activate supplier": _machine("activate-supplier", "Supplier active"),
        "Supplier active": {"Type": "Succeed"},
        "Tell buyer": _notice("supplier-refused", "Supplier refused"),
        "Supplier refused": {"Type": "Succeed"},
        "Supplier blocked": {"Type": "Fail", "Error": "SanctionsHit"},
    },
}
"""New suppliers; the record is made before the screening, which the process has the other way."""

WORKFLOWS = {
    "erp/order-approval.asl.json": ORDER_APPROVAL,
    "erp/invoice-to-payment.asl.json": INVOICE_TO_PAYMENT,
    "erp/invoice-exception.asl.json": INVOICE_EXCEPTION,
    "erp/supplier-onboarding.asl.json": SUPPLIER_ONBOARDING,
}
