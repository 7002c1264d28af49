"""Gatepost: the open evidence portfolio for apprenticeships.

The rooms, from the outside in (imports run one way, and the build checks it):
``cli``, ``main``, ``web | jobs | upkeep``, ``actions | reports``, ``queries``,
``models | adapters``, ``domain | settings``.
"""
