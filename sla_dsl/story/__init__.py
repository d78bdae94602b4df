"""Telling people what a clause means, and why a lead's cases stand as they do."""

from sla_dsl.story.lead import lead_is_known, lead_story, near_lead
from sla_dsl.story.meaning import meaning

__all__ = ["lead_is_known", "lead_story", "meaning", "near_lead"]
