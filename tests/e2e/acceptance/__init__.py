"""The least that a canvas must do for hands that know another one, told through the real window.

Stories about tools are told for every tool of the table, so that a new one is held to them by itself.
"""
