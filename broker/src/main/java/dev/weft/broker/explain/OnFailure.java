package dev.weft.broker.explain;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.broker.route.Destination;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What would follow if the try failed, and how long it may take. */
final class OnFailure {
  private OnFailure() {}

  /**
   * @param others routees that could take a second try
   * @param tryNanos how long one try's answer may take to begin
   */
  static Map<String, Object> of(Destination destination, Head head, int others, long tryNanos) {
    RetryPolicy policy = destination.policy().retry();
    double tokens = destination.memory().budget().left();
    boolean idempotent = head.method().idempotent();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("retried", idempotent && policy.attempts() > 0 && tokens >= 1 && others > 0);
    tree.put("why", why(policy, method(head), idempotent, tokens, others));
    tree.put("attempts", policy.attempts());
    tree.put("budgetTokens", Words.rounded(tokens));
    tree.put("others", others);
    TimeoutPolicy timeout = destination.policy().timeout();
    tree.put("connect", Fields.show(timeout.connect()));
    tree.put(
        "request",
        head.isGrpc() ? "the caller's grpc-timeout, if any" : Fields.show(timeout.request()));
    tree.put("perTry", Fields.show(Duration.ofMillis(Math.max(1, tryNanos / 1_000_000))));
    tree.put(
        "perTryFrom",
        !idempotent
            ? "no try of " + method(head) + " is given up for another"
            : timeout.perTry().isZero() ? "adapts to five times the service's p99" : "the policy");
    tree.put("idle", Fields.show(timeout.idle()));
    return tree;
  }

  private static String why(
      RetryPolicy policy, String method, boolean idempotent, double tokens, int others) {
    if (!idempotent) {
      return method
          + " is not idempotent: it is tried again only if nothing of it was sent, as after a"
          + " refused connection";
    }
    if (policy.attempts() == 0) {
      return "the policy allows no further tries; one of which nothing was sent may follow";
    }
    if (others == 0) {
      return "there is no other routee to try; the same is tried once more where that may help";
    }
    if (tokens < 1) {
      return "the service's retry budget is spent: " + policy.budgetPercent() + " % of its calls";
    }
    return method
        + " is idempotent: up to "
        + policy.attempts()
        + " more tries elsewhere; the service's budget has "
        + (long) tokens
        + " left";
  }

  private static String method(Head head) {
    return Text.of(head.bytes(), head.methodStart(), head.methodEnd());
  }
}
