//+------------------------------------------------------------------+
//| FidusPush: tells FIDUS what changes in the account of this       |
//| terminal. It looks, and trades nothing.                          |
//|                                                                  |
//| Messages are those of fidus_mt5_bridge/messages.py, format 1;    |
//| FIDUS reads both alike. Times are the trade server's; amounts    |
//| are text with the digits they have.                              |
//|                                                                  |
//| This source was written without a compiler at hand: compile it   |
//| in MetaEditor (F7) and run it on a demo account first.           |
//+------------------------------------------------------------------+
#property copyright "FIDUS"
#property version   "1.00"

input string InpUrl              = "";    // where FIDUS takes messages: https://..., allowed under Tools, Options
input string InpToken            = "";    // a token FIDUS knows; it signs and does not travel
input string InpSource           = "ea";  // this terminal's name
input int    InpPeriodSeconds    = 2;     // look at least this often
input int    InpHeartbeatSeconds = 15;    // say at least this often that nothing changed
input int    InpWholeAfter       = 60;    // messages between two snapshots
input int    InpHistoryDays      = 30;    // of deals told after starting

#define FORMAT       1
#define POST_TIMEOUT 10000
#define DEALS_A_POST 500
#define AVERAGE      4     // an average price is finer than a tick by so many digits
#define MOST_DIGITS  12

//--- what FIDUS has acknowledged
string g_boot;
long   g_number   = 0;
long   g_login    = 0;
int    g_whole_in = 0;
string g_account  = "";
ulong  g_position_tickets[];
string g_position_rows[];
ulong  g_order_tickets[];
string g_order_rows[];
long   g_since = 0;         // seconds of the newest deal told
ulong  g_deal_tickets[];    // those of that second
bool   g_dirty = true;
ulong  g_looked_at = 0;
ulong  g_told_at   = 0;

//+------------------------------------------------------------------+
int OnInit()
  {
   if(StringFind(InpUrl, "https://") != 0 || StringLen(InpToken) < 32)
     {
      Print("FidusPush: give an https:// address and a token of at least 32 characters");
      return INIT_PARAMETERS_INCORRECT;
     }
   MathSrand((int)(GetTickCount64() & 0x7FFFFFFF));
   Begin();
   EventSetMillisecondTimer(250);
   return INIT_SUCCEEDED;
  }

void OnDeinit(const int reason)
  {
   EventKillTimer();
  }

void OnTradeTransaction(const MqlTradeTransaction &transaction, const MqlTradeRequest &request, const MqlTradeResult &result)
  {
   // A post would hold up the terminal's trading events; the timer comes soon enough.
   g_dirty = true;
  }

void OnTimer()
  {
   if(!TerminalInfoInteger(TERMINAL_CONNECTED))
      return;    // what the terminal remembers is not how things stand
   ulong now = GetTickCount64();
   if(!g_dirty && now - g_looked_at < (ulong)InpPeriodSeconds * 1000)
      return;
   if(AccountInfoInteger(ACCOUNT_LOGIN) != g_login)
      Begin();   // somebody logged in to another account
   g_looked_at = now;
   g_dirty = false;
   Look();
  }

//--- numbering from one again, and a snapshot first
void Begin()
  {
   g_boot = StringFormat("%I64x%04x%04x", (long)TimeGMT(), MathRand(), MathRand());
   g_number = 0;
   g_whole_in = 0;
   g_account = "";
   g_login = AccountInfoInteger(ACCOUNT_LOGIN);
   g_since = (long)TimeTradeServer() - (long)InpHistoryDays * 86400;
   ArrayResize(g_position_tickets, 0);
   ArrayResize(g_position_rows, 0);
   ArrayResize(g_order_tickets, 0);
   ArrayResize(g_order_rows, 0);
   ArrayResize(g_deal_tickets, 0);
  }

//+------------------------------------------------------------------+
//| One look: all rows, what of them is new, one post                |
//+------------------------------------------------------------------+
void Look()
  {
   bool whole = g_whole_in <= 0;
   string account = AccountRow();
   ulong position_tickets[], order_tickets[], deal_tickets[];
   string position_rows[], order_rows[];
   PositionRows(position_tickets, position_rows);
   OrderRows(order_tickets, order_rows);
   long newest = g_since;
   bool more = false;
   int told = 0;
   string deals = DealRows(deal_tickets, newest, told, more);

   string positions, positions_gone, orders, orders_gone;
   Differences(whole, g_position_tickets, g_position_rows, position_tickets, position_rows, positions, positions_gone);
   Differences(whole, g_order_tickets, g_order_rows, order_tickets, order_rows, orders, orders_gone);
   bool news = account != g_account || positions != "" || positions_gone != "" || orders != "" || orders_gone != "" || deals != "";
   string kind = whole ? "snapshot" : news ? "delta" : "heartbeat";
   if(kind == "heartbeat" && GetTickCount64() - g_told_at < (ulong)InpHeartbeatSeconds * 1000)
      return;
   // Rows that were read while the login changed belong to nobody.
   if(AccountInfoInteger(ACCOUNT_LOGIN) != g_login)
      return;

   g_number++;
   string body = "{" + Whole("format", FORMAT) + "," + Text("kind", kind) + "," + Text("source", InpSource) + ","
                 + Text("boot", g_boot) + "," + Whole("number", g_number) + "," + Whole("login", g_login) + ","
                 + Text("server", AccountInfoString(ACCOUNT_SERVER)) + "," + Whole("observed_at", (long)TimeGMT()) + ","
                 + Raw("account", whole || account != g_account ? account : "null") + ","
                 + Raw("positions", "[" + positions + "]") + "," + Raw("positions_gone", "[" + positions_gone + "]") + ","
                 + Raw("orders", "[" + orders + "]") + "," + Raw("orders_gone", "[" + orders_gone + "]") + ","
                 + Raw("deals", "[" + deals + "]") + "}";
   if(!Post(body))
     {
      g_whole_in = 0;
      return;
     }
   g_told_at = GetTickCount64();
   g_whole_in = whole ? InpWholeAfter : g_whole_in - 1;
   g_account = account;
   ArrayResize(g_position_tickets, 0);
   ArrayCopy(g_position_tickets, position_tickets);
   CopyTexts(g_position_rows, position_rows);
   ArrayResize(g_order_tickets, 0);
   ArrayCopy(g_order_tickets, order_tickets);
   CopyTexts(g_order_rows, order_rows);
   if(told > 0)
     {
      ArrayResize(g_deal_tickets, 0);
      ArrayCopy(g_deal_tickets, deal_tickets);
      g_since = newest;
     }
   if(more)
      g_dirty = true;
  }

//--- rows that are new or changed, and tickets that are gone, as JSON without brackets
void Differences(const bool whole, const ulong &old_tickets[], const string &old_rows[], const ulong &tickets[],
                 const string &rows[], string &changed, string &gone)
  {
   changed = "";
   gone = "";
   for(int i = 0; i < ArraySize(tickets); i++)
     {
      int at = whole ? -1 : Place(old_tickets, tickets[i]);
      if(at < 0 || old_rows[at] != rows[i])
         Append(changed, rows[i]);
     }
   if(whole)
      return;
   for(int i = 0; i < ArraySize(old_tickets); i++)
      if(Place(tickets, old_tickets[i]) < 0)
         Append(gone, StringFormat("%I64u", old_tickets[i]));
  }

//+------------------------------------------------------------------+
//| Rows                                                             |
//+------------------------------------------------------------------+
string AccountRow()
  {
   int digits = (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
   return "{" + Whole("login", AccountInfoInteger(ACCOUNT_LOGIN)) + "," + Text("server", AccountInfoString(ACCOUNT_SERVER)) + ","
          + Text("currency", AccountInfoString(ACCOUNT_CURRENCY)) + "," + Whole("currency_digits", digits) + ","
          + Whole("trade_mode", AccountInfoInteger(ACCOUNT_TRADE_MODE)) + ","
          + Whole("margin_mode", AccountInfoInteger(ACCOUNT_MARGIN_MODE)) + ","
          + Whole("leverage", AccountInfoInteger(ACCOUNT_LEVERAGE)) + "," + Text("name", AccountInfoString(ACCOUNT_NAME)) + ","
          + Text("company", AccountInfoString(ACCOUNT_COMPANY)) + ","
          + Raw("trade_allowed", AccountInfoInteger(ACCOUNT_TRADE_ALLOWED) ? "true" : "false") + ","
          + Amount("balance", AccountInfoDouble(ACCOUNT_BALANCE), digits) + ","
          + Amount("credit", AccountInfoDouble(ACCOUNT_CREDIT), digits) + ","
          + Amount("equity", AccountInfoDouble(ACCOUNT_EQUITY), digits) + ","
          + Amount("margin", AccountInfoDouble(ACCOUNT_MARGIN), digits) + ","
          + Amount("margin_free", AccountInfoDouble(ACCOUNT_MARGIN_FREE), digits) + "}";
  }

void PositionRows(ulong &tickets[], string &rows[])
  {
   int money = (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
   for(int i = 0; i < PositionsTotal(); i++)
     {
      ulong ticket = PositionGetTicket(i);
      if(ticket == 0)
         continue;
      int fine = PriceDigits(PositionGetString(POSITION_SYMBOL));
      string row = "{" + Whole("ticket", (long)ticket) + "," + Whole("identifier", PositionGetInteger(POSITION_IDENTIFIER)) + ","
                   + Text("symbol", PositionGetString(POSITION_SYMBOL)) + "," + Whole("type", PositionGetInteger(POSITION_TYPE)) + ","
                   + Whole("time_msc", PositionGetInteger(POSITION_TIME_MSC)) + "," + Magic(PositionGetInteger(POSITION_MAGIC)) + ","
                   + Whole("reason", PositionGetInteger(POSITION_REASON)) + "," + Text("comment", PositionGetString(POSITION_COMMENT)) + ","
                   + Amount("volume", PositionGetDouble(POSITION_VOLUME), 8) + ","
                   + Amount("price_open", PositionGetDouble(POSITION_PRICE_OPEN), fine) + ","
                   + Amount("price_current", PositionGetDouble(POSITION_PRICE_CURRENT), fine) + ","
                   + Amount("sl", PositionGetDouble(POSITION_SL), fine) + "," + Amount("tp", PositionGetDouble(POSITION_TP), fine) + ","
                   + Amount("swap", PositionGetDouble(POSITION_SWAP), money) + ","
                   + Amount("profit", PositionGetDouble(POSITION_PROFIT), money) + "}";
      Keep(tickets, rows, ticket, row);
     }
  }

void OrderRows(ulong &tickets[], string &rows[])
  {
   for(int i = 0; i < OrdersTotal(); i++)
     {
      ulong ticket = OrderGetTicket(i);
      if(ticket == 0)
         continue;
      int fine = PriceDigits(OrderGetString(ORDER_SYMBOL));
      string row = "{" + Whole("ticket", (long)ticket) + "," + Text("symbol", OrderGetString(ORDER_SYMBOL)) + ","
                   + Whole("type", OrderGetInteger(ORDER_TYPE)) + "," + Whole("state", OrderGetInteger(ORDER_STATE)) + ","
                   + Whole("type_time", OrderGetInteger(ORDER_TYPE_TIME)) + ","
                   + Whole("type_filling", OrderGetInteger(ORDER_TYPE_FILLING)) + ","
                   + Whole("time_setup_msc", OrderGetInteger(ORDER_TIME_SETUP_MSC)) + ","
                   + Whole("time_done_msc", OrderGetInteger(ORDER_TIME_DONE_MSC)) + "," + Magic(OrderGetInteger(ORDER_MAGIC)) + ","
                   + Whole("reason", OrderGetInteger(ORDER_REASON)) + "," + Whole("position_id", OrderGetInteger(ORDER_POSITION_ID)) + ","
                   + Text("comment", OrderGetString(ORDER_COMMENT)) + ","
                   + Amount("volume_initial", OrderGetDouble(ORDER_VOLUME_INITIAL), 8) + ","
                   + Amount("volume_current", OrderGetDouble(ORDER_VOLUME_CURRENT), 8) + ","
                   + Amount("price_open", OrderGetDouble(ORDER_PRICE_OPEN), fine) + ","
                   + Amount("price_stoplimit", OrderGetDouble(ORDER_PRICE_STOPLIMIT), fine) + ","
                   + Amount("sl", OrderGetDouble(ORDER_SL), fine) + "," + Amount("tp", OrderGetDouble(ORDER_TP), fine) + "}";
      Keep(tickets, rows, ticket, row);
     }
  }

//--- deals from the second of the newest one told; `last` are the tickets of the newest second among them
string DealRows(ulong &last[], long &newest, int &told, bool &more)
  {
   string rows = "";
   if(!HistorySelect((datetime)g_since, (datetime)((long)TimeTradeServer() + 86400)))
      return rows;
   int total = HistoryDealsTotal();
   for(int i = 0; i < total; i++)
     {
      ulong ticket = HistoryDealGetTicket(i);
      if(ticket == 0)
         continue;
      long second = HistoryDealGetInteger(ticket, DEAL_TIME);
      if(second < g_since || (second == g_since && Place(g_deal_tickets, ticket) >= 0))
         continue;
      // A page ends between two seconds, so that the next can begin with a whole one.
      if(told >= DEALS_A_POST && second > newest)
        {
         more = true;
         break;
        }
      if(second > newest)
         ArrayResize(last, 0);
      else if(told == 0)
         ArrayCopy(last, g_deal_tickets);
      newest = second;
      ArrayResize(last, ArraySize(last) + 1, 64);
      last[ArraySize(last) - 1] = ticket;
      Append(rows, DealRow(ticket));
      told++;
     }
   return rows;
  }

string DealRow(const ulong ticket)
  {
   int money = (int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
   string symbol = HistoryDealGetString(ticket, DEAL_SYMBOL);
   return "{" + Whole("ticket", (long)ticket) + "," + Whole("order", HistoryDealGetInteger(ticket, DEAL_ORDER)) + ","
          + Whole("time_msc", HistoryDealGetInteger(ticket, DEAL_TIME_MSC)) + ","
          + Whole("type", HistoryDealGetInteger(ticket, DEAL_TYPE)) + "," + Whole("entry", HistoryDealGetInteger(ticket, DEAL_ENTRY)) + ","
          + Magic(HistoryDealGetInteger(ticket, DEAL_MAGIC)) + ","
          + Whole("position_id", HistoryDealGetInteger(ticket, DEAL_POSITION_ID)) + ","
          + Whole("reason", HistoryDealGetInteger(ticket, DEAL_REASON)) + "," + Text("symbol", symbol) + ","
          + Text("comment", HistoryDealGetString(ticket, DEAL_COMMENT)) + ","
          + Amount("volume", HistoryDealGetDouble(ticket, DEAL_VOLUME), 8) + ","
          + Amount("price", HistoryDealGetDouble(ticket, DEAL_PRICE), symbol == "" ? money : PriceDigits(symbol)) + ","
          + Amount("commission", HistoryDealGetDouble(ticket, DEAL_COMMISSION), money) + ","
          + Amount("swap", HistoryDealGetDouble(ticket, DEAL_SWAP), money) + ","
          + Amount("profit", HistoryDealGetDouble(ticket, DEAL_PROFIT), money) + ","
          + Amount("fee", HistoryDealGetDouble(ticket, DEAL_FEE), money) + "}";
  }

int PriceDigits(const string symbol)
  {
   return (int)MathMin(SymbolInfoInteger(symbol, SYMBOL_DIGITS) + AVERAGE, MOST_DIGITS);
  }

//+------------------------------------------------------------------+
//| JSON                                                             |
//+------------------------------------------------------------------+
string Raw(const string name, const string value)
  {
   return "\"" + name + "\":" + value;
  }

string Whole(const string name, const long value)
  {
   return Raw(name, StringFormat("%I64d", value));
  }

string Magic(const long value)
  {
   return Raw("magic", StringFormat("%I64u", (ulong)value));
  }

string Amount(const string name, const double value, const int digits)
  {
   return Raw(name, "\"" + DoubleToString(value, digits) + "\"");
  }

string Text(const string name, const string value)
  {
   string safe = "";
   for(int i = 0; i < StringLen(value); i++)
     {
      ushort letter = StringGetCharacter(value, i);
      if(letter == '"' || letter == '\\')
         safe += "\\" + ShortToString(letter);
      else if(letter < 32 || (letter >= 0xD800 && letter <= 0xDFFF))
         safe += " ";
      else
         safe += ShortToString(letter);
     }
   return Raw(name, "\"" + safe + "\"");
  }

//+------------------------------------------------------------------+
//| Arrays                                                           |
//+------------------------------------------------------------------+
int Place(const ulong &tickets[], const ulong ticket)
  {
   for(int i = 0; i < ArraySize(tickets); i++)
      if(tickets[i] == ticket)
         return i;
   return -1;
  }

void Keep(ulong &tickets[], string &rows[], const ulong ticket, const string row)
  {
   int size = ArraySize(tickets);
   ArrayResize(tickets, size + 1, 64);
   ArrayResize(rows, size + 1, 64);
   tickets[size] = ticket;
   rows[size] = row;
  }

void CopyTexts(string &target[], const string &source[])
  {
   int size = ArraySize(source);
   ArrayResize(target, size);
   for(int i = 0; i < size; i++)
      target[i] = source[i];
  }

void Append(string &list, const string item)
  {
   list += (list == "" ? "" : ",") + item;
  }

//+------------------------------------------------------------------+
//| Signing and posting                                              |
//+------------------------------------------------------------------+
bool Post(const string body)
  {
   uchar content[];
   Bytes(body, content);
   string sent_at = StringFormat("%I64d", (long)TimeGMT());
   string headers = "Content-Type: application/json\r\nX-Fidus-Sent-At: " + sent_at + "\r\nX-Fidus-Signature: "
                    + Signature(sent_at, content) + "\r\n";
   char data[], answer[];
   string answer_headers;
   ArrayCopy(data, content);
   ResetLastError();
   int status = WebRequest("POST", InpUrl, headers, POST_TIMEOUT, data, answer, answer_headers);
   if(status >= 200 && status < 300)
      return true;
   if(status == -1)
      PrintFormat("FidusPush: not sent, error %d (is the address allowed under Tools, Options, Expert Advisors?)", GetLastError());
   else if(status != 409)    // 409: FIDUS missed a message and wants a snapshot
      PrintFormat("FidusPush: FIDUS answered %d", status);
   return false;
  }

//--- HMAC-SHA256 (RFC 2104) over "<seconds>.<body>", in hexadecimal
string Signature(const string sent_at, const uchar &content[])
  {
   uchar key[], none[], block[], inner[], outer[], digest[], prefix[];
   Bytes(InpToken, key);
   if(ArraySize(key) > 64)
     {
      CryptEncode(CRYPT_HASH_SHA256, key, none, digest);
      ArrayResize(key, 0);
      ArrayCopy(key, digest);
     }
   ArrayResize(block, 64);
   ArrayInitialize(block, 0);
   ArrayCopy(block, key);

   ArrayResize(inner, 64);
   ArrayResize(outer, 64);
   for(int i = 0; i < 64; i++)
     {
      inner[i] = (uchar)(block[i] ^ 0x36);
      outer[i] = (uchar)(block[i] ^ 0x5C);
     }
   Bytes(sent_at + ".", prefix);
   ArrayCopy(inner, prefix, 64);
   ArrayCopy(inner, content, ArraySize(inner));
   CryptEncode(CRYPT_HASH_SHA256, inner, none, digest);
   ArrayCopy(outer, digest, 64);
   CryptEncode(CRYPT_HASH_SHA256, outer, none, digest);

   string text = "";
   for(int i = 0; i < ArraySize(digest); i++)
      text += StringFormat("%02x", digest[i]);
   return text;
  }

//--- a text as UTF-8, without the zero at its end
void Bytes(const string text, uchar &bytes[])
  {
   int size = StringToCharArray(text, bytes, 0, WHOLE_ARRAY, CP_UTF8);
   if(size > 0 && bytes[size - 1] == 0)
      ArrayResize(bytes, size - 1);
  }
//+------------------------------------------------------------------+
