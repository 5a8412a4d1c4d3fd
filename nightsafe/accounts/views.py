"""The pages of accounts, by subject."""

from nightsafe.accounts import views_account, views_entry, views_grants, views_people
from nightsafe.accounts.blueprint import views

__all__ = ["views", "views_account", "views_entry", "views_grants", "views_people"]
