package dev.weft.bench.fault;

import static dev.weft.bench.fault.Row.Beside.NOBODY;
import static dev.weft.bench.fault.Row.Beside.OWN;
import static dev.weft.bench.fault.Row.Beside.PEERS;
import static dev.weft.bench.fault.Row.Beside.PEERS_ANEW;

import java.util.List;

/** All faults, in the order of the table. */
final class Rows {
  private Rows() {}

  static List<Row> all() {
    return List.of(
        new Row(
            "1",
            "kill -9 of one of five routees, GET",
            "0 failed; out within 50 ms",
            PEERS,
            Kills::one),
        new Row(
            "2",
            "the packets of one dropped, without a word",
            "0 failed; p99 under the connect timeout of 1 s",
            PEERS,
            Silences::packetsDropped),
        new Row(
            "3",
            "SIGSTOP of one: it accepts and never answers",
            "0 failed; its share under 2 % after 500 ms",
            PEERS,
            Silences::frozen),
        new Row(
            "4",
            "one 20 times slower",
            "its share under 2 % within 10 s; fair within 30 s of its recovery",
            PEERS,
            Slowness::twentyTimes),
        new Row(
            "5",
            "five answers of 500 in a row from one",
            "ejected; back by one trial after 1 s",
            PEERS,
            Errors::fiveInARow),
        new Row("6", "all answer 500", "everyone has an answer, at once", NOBODY, Errors::all),
        new Row(
            "7",
            "one flaps at 1 Hz for 20 s",
            "0 failed; its standing changes at most ten times",
            NOBODY,
            Errors::flapping),
        new Row(
            "8",
            "the clients of a service that comes back",
            "in any 100 ms at most twice the steady calls",
            NOBODY,
            Outages::reconnect),
        new Row(
            "9",
            "all answer 503, GET",
            "received ÷ sent at most 1.2; the same through three brokers",
            PEERS,
            Storms::onlyUnavailable),
        new Row(
            "10",
            "twice and ten times the capacity",
            "goodput at least 95 % of the peak; p99 of what is accepted at most twice the unloaded",
            PEERS,
            Overload::limitTold),
        new Row(
            "11",
            "the registry killed, for many leases",
            "0 failed; the catalog frozen; the agent says so",
            OWN,
            Alone::registryDown),
        new Row(
            "12",
            "an agent restarted while the registry is down",
            "serves from its last snapshot",
            OWN,
            Alone::agentRestarted),
        new Row(
            "25",
            "SIGTERM with calls under way",
            "0 failed; ends by itself",
            PEERS_ANEW,
            Drains::terminated),
        new Row(
            "26",
            "the registry killed and started again while much changes",
            "the agent holds what the registry holds",
            OWN,
            Alone::watchReconnects),
        new Row(
            "27",
            "kill -9 of two of five; both start again 2 s later",
            "0 failed; fair share within 1 s of passing",
            PEERS,
            Kills::two),
        new Row(
            "28",
            "kill -9 of one, POST",
            "none executed twice; only those fail that it had received",
            PEERS,
            Kills::posts),
        new Row(
            "29",
            "all close kept connections unannounced, after 5 % of answers",
            "GET: 0 failed; POST: none twice, fewer than 1 % failed",
            PEERS,
            Errors::closing),
        new Row(
            "30",
            "one resets after reading; one ends answers in mid-body",
            "its share under 2 % after 1 s",
            PEERS,
            Errors::broken),
        new Row(
            "31",
            "one answers 500 at once: always, or to 30 %",
            "0 failed; never above its fair share; one call per trial, no more than waits that"
                + " double allow",
            PEERS,
            Errors::fastFailing),
        new Row(
            "32",
            "a brown-out: one 5 times slower",
            "its share under 7 %; back when it recovers",
            PEERS,
            Slowness::fiveTimes),
        new Row(
            "33",
            "all killed, back after 3.5 s; all answer 503 for 3.5 s",
            "an answer within 2 s; good within 1 s of the return; surge at most 1.1",
            PEERS,
            Outages::allGone),
        new Row(
            "34",
            "row 10 with no limit told to anybody",
            "as row 10",
            PEERS,
            Overload::limitNotTold));
  }
}
