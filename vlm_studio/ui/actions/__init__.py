"""The one table of actions: menus, tool strip, tooltips, shortcuts, cheat-sheet and command search come from it."""

from vlm_studio.ui.actions.action import Action, Context
from vlm_studio.ui.actions.table import ACTIONS, BY_ID, MENUS, SUBMENUS
from vlm_studio.ui.actions.tools import TOOLS

__all__ = ["ACTIONS", "BY_ID", "MENUS", "SUBMENUS", "TOOLS", "Action", "Context"]
