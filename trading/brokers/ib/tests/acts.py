"""What a gateway says to an order, one after the other."""

from __future__ import annotations

from decimal import Decimal

from trading.brokers.ib.tests import messages


def answered_with(gateway, *acts):
    """The next orders are answered by `acts(gateway, peer, order)`, all in one go."""

    def answer(peer, order):
        for act in acts:
            act(gateway, peer, order)

    gateway.answer_orders = answer


def code(number, words="words of TWS"):
    return lambda _gateway, peer, order: peer.send(messages.error(order.order_id, number, words))


def status(word, **changed):
    def tell(_gateway, peer, order):
        order.status = word
        peer.send(messages.open_order(order), messages.order_status(order, **changed))

    return tell


def only_status(word):
    return lambda _gateway, peer, order: peer.send(messages.order_status(order, word))


def filled(volume, price="90"):
    return lambda gateway, _peer, order: gateway._fill(order, Decimal(volume), Decimal(price))
