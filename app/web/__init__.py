"""The only room that knows HTTP.

A request passes, from the outside in: ``security`` (headers, cross-site refusal, plain
addresses), ``errors`` (what nobody foresaw), then its route. A route's dependencies come from
``deps`` (who asks, what time it is, the database) and ``bodies`` (what was sent, read only
after the person is known); it calls one action or query and answers with ``rendering`` (a page
or a fragment of one), ``notices.see_other`` (after an act) or, in ``api``, a value. Refusals
are raised by whoever knows of them and become answers in ``errors`` alone.
"""
