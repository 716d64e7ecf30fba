"""Headings in some languages, for reports that we write ourselves: a reader must not depend on a single one of them."""

_KEYS = [
    "title",
    "name",
    "account",
    "company",
    "date",
    "positions",
    "orders",
    "deals",
    "open_positions",
    "working_orders",
    "results",
    "time",
    "position",
    "order",
    "deal",
    "symbol",
    "type",
    "direction",
    "volume",
    "price",
    "commission",
    "fee",
    "cost",
    "swap",
    "profit",
    "balance",
    "state",
    "comment",
    "market_price",
    "open_time",
    "credit",
    "floating",
    "equity",
    "free_margin",
    "margin",
    "margin_level",
    "net_profit",
    "gross_profit",
    "gross_loss",
    "trades",
]


def _words(text: str) -> dict[str, str]:
    return dict(zip(_KEYS, text.split("|"), strict=True))


WORDS: dict[str, dict[str, str]] = {
    "en": _words(
        "Trade History Report|Name|Account|Company|Date|Positions|Orders|Deals|Open Positions|Working Orders|Results|"
        "Time|Position|Order|Deal|Symbol|Type|Direction|Volume|Price|Commission|Fee|Cost|Swap|Profit|Balance|State|"
        "Comment|Market Price|Open Time|Credit Facility|Floating P/L|Equity|Free Margin|Margin|Margin Level|"
        "Total Net Profit|Gross Profit|Gross Loss|Total Trades"
    ),
    "bg": _words(
        "Отчет за историята на търговията|Име|Сметка|Компания|Дата|Позиции|Поръчки|Сделки|Отворени позиции|"
        "Чакащи поръчки|Резултати|Време|Позиция|Поръчка|Сделка|Символ|Тип|Посока|Обем|Цена|Комисиона|Такса|Разходи|"
        "Суап|Печалба|Баланс|Състояние|Коментар|Пазарна цена|Отваряне|Кредитна линия|Плаващ P/L|Текущ баланс|"
        "Свободен марджин|Марджин|Марджин ниво|Обща нетна печалба|Брутна печалба|Брутна загуба|Общо сделки"
    ),
    "de": _words(
        "Bericht über die Handelshistorie|Name|Konto|Firma|Datum|Positionen|Aufträge|Geschäfte|Offene Positionen|"
        "Laufende Aufträge|Ergebnisse|Zeit|Position|Auftrag|Geschäft|Symbol|Typ|Richtung|Volumen|Preis|Kommission|"
        "Gebühr|Kosten|Swap|Gewinn|Kontostand|Status|Kommentar|Marktpreis|Eröffnung|Kreditrahmen|Schwebend|Kapital|"
        "Freie Margin|Margin|Margin-Niveau|Reingewinn|Bruttogewinn|Bruttoverlust|Trades gesamt"
    ),
    "es": _words(
        "Informe del historial comercial|Nombre|Cuenta|Compañía|Fecha|Posiciones|Órdenes|Transacciones|"
        "Posiciones abiertas|Órdenes en curso|Resultados|Hora|Posición|Orden|Transacción|Símbolo|Tipo|Dirección|"
        "Volumen|Precio|Comisión|Tasa|Gastos|Swap|Beneficio|Saldo|Estado|Comentario|Precio de mercado|Apertura|"
        "Crédito|Flotante|Patrimonio|Margen libre|Margen|Nivel de margen|Beneficio neto|Beneficio bruto|"
        "Pérdida bruta|Total de operaciones"
    ),
    "ru": _words(
        "Отчет по истории торговли|Имя|Счет|Компания|Дата|Позиции|Ордера|Сделки|Открытые позиции|Рабочие ордера|"
        "Результаты|Время|Позиция|Ордер|Сделка|Символ|Тип|Направление|Объем|Цена|Комиссия|Сбор|Издержки|Своп|Прибыль|"
        "Баланс|Состояние|Комментарий|Рыночная цена|Время открытия|Кредит|Плавающая прибыль|Средства|Свободная маржа|"
        "Маржа|Уровень маржи|Чистая прибыль|Общая прибыль|Общий убыток|Всего трейдов"
    ),
}
