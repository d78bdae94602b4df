"""The reviewer's eye: what a valid agreement says that its parties can hardly mean."""

from sla_dsl.review.examine import LINTS, Lint, examine
from sla_dsl.review.places import Places

__all__ = ["LINTS", "Lint", "Places", "examine"]
