"""A paper account's books: values in, values out. `book.py` lists the verbs, and the rules they keep.

Rules, each with an example worked by hand in trading/tests/test_paper_*.py:

1.  *Market orders* fill at the touch, a buy at the ask and a sell at the bid, in full, or as far as the size shown
    there goes (in whole steps); the rest waits for the next quote. A size is used up until the next quote. Without a
    price the order is refused.
2.  *Limit orders* fill when the opposite side reaches their price, at that side's price: their own or better.
3.  *Stop orders* become market orders when touched (a buy by the ask, a sell by the bid), *stop limit* orders become
    limit orders.
4.  *Stop loss and take profit* belong to a position, and are touched by the side it would be closed at. Whichever
    comes first closes the position, and with it the other is gone. At one touch they come before working orders, and
    those in the order they were placed.
5.  *Day orders* expire at the day's end (`Terms.day_ends_at`, the book's clock). IOC takes at once what there is, FOK
    all or nothing; what is not had is cancelled. A stop cannot be either.
6.  *Bars* are bids, the ask is `spread` above. A price moves without gaps open - low - high - close, or open - high -
    low - close: of the two it takes the way that leaves the account with less equity (the first, if they are equal).
    Between bars there are gaps: what the open has passed fills at the open. All of a bar happens at its beginning; an
    order placed while it ran meets the next one.
7.  *Netting*: one position a symbol, at the average price; an opposite order realises profit, and what is left over
    turns the position round at its own price. *Hedging*: each order has a position of its own, closed by an order
    that names it.
8.  *Costs*: commission for each fill, by unit of trade and by percent of its value. Swap for each night a position is
    held (every night alike), kept with the position and booked with the fill that closes it, in proportion.
9.  *Margin* is volume x open price x multiplier over leverage, of every position, opposite ones too. What opens needs
    equity, after its costs, of at least the margin of all; it is refused when placed, and rejected when its price
    comes. What closes never needs margin.
10. *Stop-out*: while equity is below `Terms.stop_out` percent of margin, the position with the largest loss is closed
    at the touch, whatever size is shown. The balance may go below zero.
11. *Amounts* are rounded once each, when booked (half even, fidus.lib.money), in the account's currency; profit in
    another currency is converted at the rate the book was told last. An average price is not rounded.
12. *Prices and volumes* off the instrument's steps are refused, never bent.
13. A *reference* is taken once: the same request again gives the first order as it stands, another is refused.
14. *Time* never goes back: a moment before the book's newest event counts as that event's. A quote older than the one
    held, or the same again, is passed over.
15. The events are the truth: folded from the first, they make the state (all but the prices last seen, which are the
    market's). A refusal writes none.
"""
