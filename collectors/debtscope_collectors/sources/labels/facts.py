"""What exports of labelling tools tell of who labelled, how often and how surely. Task data is counted, never kept."""

from __future__ import annotations

from datetime import datetime

from debtscope.model.frozen import frozen


@frozen
class AnnotatorCount:
    """The work of one annotator."""

    who: str
    """The numeric id, else `annotator 1`, `annotator 2` … : a name or mail address never leaves the reader."""
    annotations: int
    median_lead_seconds: float | None


@frozen
class LabelExport:
    """One export of one labelling tool."""

    path: str
    tool: str
    """label-studio, label-studio-min, label-studio-csv, prodigy or table (a plain table of ids and labels)."""
    tasks: int
    labelled: int
    """Tasks with at least one annotation that was not cancelled and is not empty."""
    annotations: int
    """All that were not cancelled."""
    cancelled: int
    empty: int
    """Annotations without any result."""
    anonymous: int
    """Annotations that do not say who made them."""
    undated: int
    """Annotations without a time of creation or change."""
    knows_annotators: bool
    """The format has a place for the annotator; False for formats that never say it."""
    knows_times: bool
    annotators: tuple[AnnotatorCount, ...]
    """Most busy first, at most 50."""
    annotator_count: int
    overlaps: int
    """Tasks with annotations of two or more annotators."""
    conflicts: int
    """Of these, tasks on which they do not agree (equal values, whatever the order and ids)."""
    agreement: float | None
    """Share of agreeing pairs among all pairs of annotators of one task, 0 to 1; None without overlap."""
    kappa: float | None
    """Cohen's (two annotators) or Fleiss-like kappa over single choices; None where labels are no single choices."""
    from_predictions: int
    """Annotations that were made from a prediction (`parent_prediction`, or origin prediction)."""
    unchanged_predictions: int | None
    """Of these, with the result that the prediction had; None where the export holds no predictions to compare."""
    fast: int
    """Annotations made in under two seconds."""
    predictions: int
    """Tasks that carry predictions."""
    only_predicted: int
    """Tasks with predictions and no annotation."""
    ground_truth: int
    """Annotations marked as ground truth."""
    median_lead_seconds: float | None
    people_mails: int
    """Mail addresses of annotators in the export."""
    personal: tuple[tuple[str, int], ...]
    """(kind of personal value, number of tasks whose data holds one): e-mail address, phone number, IBAN, card number."""
    reserved: tuple[tuple[str, int], ...]
    """The same for values of ranges that are reserved for examples and belong to nobody."""
    personal_fields: tuple[str, ...]
    """Names of the data fields in which they stand."""
    signed_urls: int
    """Tasks whose data holds a storage url with a signature or token."""
    first: datetime | None
    last: datetime | None
    """Times of the oldest and newest annotation."""
    labels: tuple[str, ...] = ()
    """Names of the controls (`from_name`) or columns that hold the label."""
    has_task_ids: bool = True


@frozen
class LabelGuide:
    """A document that tells annotators how to label."""

    path: str
