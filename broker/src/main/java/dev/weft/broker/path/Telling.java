package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Target;
import dev.weft.broker.observe.Sighting;

/**
 * What an answer tells of how it came about, if its request asks by {@code X-Weft-Explain: 1}:
 * which routee it is from, and to callers on this machine why. What a routee says under these names
 * is dropped.
 */
final class Telling {
  private static final byte[] ONE = {'1'};

  private final boolean asked;

  /** Looks at a request before what it claims is dropped. */
  Telling(Head request) {
    int field = request.find(Known.X_WEFT_EXPLAIN, 0);
    asked = field >= 0 && request.valueIs(field, ONE);
  }

  void into(Head answer, Attempt from, Sighting sighting) {
    answer.drop(Known.X_WEFT_ROUTEE);
    answer.drop(Known.X_WEFT_EXCHANGE);
    answer.drop(Known.X_WEFT_EXPLAIN);
    if (!asked) {
      return;
    }
    answer.add(Known.X_WEFT_ROUTEE, from.routee().name());
    answer.add(Known.X_WEFT_EXCHANGE, sighting.id());
    if (Target.isLoopback(sighting.callerAddress())) {
      answer.add(Known.X_WEFT_EXPLAIN, sighting.explained());
    }
  }
}
