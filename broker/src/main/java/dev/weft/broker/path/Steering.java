package dev.weft.broker.path;

import dev.weft.broker.filter.OwnAnswer;
import dev.weft.broker.message.Head;
import dev.weft.broker.route.CompiledRule;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.RuleTable;
import dev.weft.broker.route.Way;
import dev.weft.model.route.Backend;
import org.jspecify.annotations.Nullable;

/** Where a route's rules send a call, and what they do to it before. */
final class Steering {
  private Steering() {}

  /** Null if the call has its answer already. */
  static @Nullable Destination steer(
      RequestPath path, Exchange exchange, Routes routes, Way way, RuleTable rules) {
    Head head = exchange.head();
    @Nullable CompiledRule rule = rules.find(head);
    if (rule == null) {
      exchange.refuse(
          Refusal.of(
              ProxyError.DESTINATION_NOT_FOUND,
              "no route of " + way.name() + " is for " + head.path()));
      return null;
    }
    exchange.sighting().matched(rule.toString());
    var ruled = new Ruled(path, exchange, routes, rule, way);
    exchange.ruled = ruled;
    if (answered(exchange, rule.filters().apply(head, ruled))) {
      return null;
    }
    int drawn = rule.backend(exchange.loop().draw());
    if (drawn < 0) {
      return nowhere(exchange, rule + " has no backend that takes calls");
    }
    return switch (rule.target(drawn)) {
      case Backend.Refused refused -> nowhere(exchange, rule + ": " + refused.why());
      case Backend.ToService to -> {
        @Nullable Destination found = routes.find(to.service(), to.port(), way.gateway());
        if (found == null) {
          yield nowhere(exchange, rule + ": service " + to.service() + " is gone");
        }
        if (answered(exchange, rule.filters(drawn).apply(head, ruled))) {
          yield null;
        }
        ruled.beginMirrors();
        yield found;
      }
    };
  }

  private static @Nullable Destination nowhere(Exchange exchange, String detail) {
    exchange.refuse(Refusal.of(ProxyError.ROUTE_LEADS_NOWHERE, detail));
    return null;
  }

  private static boolean answered(Exchange exchange, @Nullable OwnAnswer answer) {
    if (answer != null) {
      Head own = exchange.loop().heads().take();
      answer.head(own);
      exchange.answerItself(own);
      exchange.loop().heads().give(own);
    }
    return answer != null;
  }
}
