package dev.weft.broker.path;

import dev.weft.broker.filter.AnswerEdit;
import dev.weft.broker.filter.Effects;
import dev.weft.broker.message.Head;
import dev.weft.broker.route.CompiledRule;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.Way;
import dev.weft.model.route.Backend;
import dev.weft.model.route.RouteFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route's rule has to say of one call under way. Belongs to the exchange's loop. */
final class Ruled implements Effects {
  private final RequestPath path;
  private final Exchange exchange;
  private final Routes routes;
  private final CompiledRule rule;
  private final Way way;
  private List<AnswerEdit> edits = List.of();
  private List<MirrorCall> mirrors = List.of();

  Ruled(RequestPath path, Exchange exchange, Routes routes, CompiledRule rule, Way way) {
    this.path = path;
    this.exchange = exchange;
    this.routes = routes;
    this.rule = rule;
    this.way = way;
  }

  /** How long the whole call may take: zero for as long as it wants, null if it does not say. */
  @Nullable Duration request() {
    return rule.timeouts().request();
  }

  /** The same for one try. */
  @Nullable Duration perTry() {
    return rule.timeouts().perTry();
  }

  @Override
  public int port() {
    return way.port();
  }

  @Override
  public void onAnswer(AnswerEdit edit) {
    if (edits.isEmpty()) {
      edits = new ArrayList<>(2);
    }
    edits.add(edit);
  }

  /** A WebSocket has one other end only, and is not mirrored. */
  @Override
  public void mirror(RouteFilter.Mirror mirror) {
    if (exchange.head().tunnel()
        || exchange.loop().chance(mirror.denominator()) >= mirror.numerator()
        || !(mirror.target() instanceof Backend.ToService to)) {
      return;
    }
    @Nullable Destination destination = routes.find(to.service(), to.port(), way.gateway());
    if (destination == null) {
      return;
    }
    if (mirrors.isEmpty()) {
      mirrors = new ArrayList<>(1);
    }
    mirrors.add(new MirrorCall(path, exchange, destination));
  }

  /** The call goes on: so do its copies. */
  void beginMirrors() {
    for (MirrorCall mirror : mirrors) {
      exchange.body().mirrorTo(mirror);
      mirror.begin();
    }
  }

  /** The answer has come. */
  void edit(Head answer) {
    for (AnswerEdit edit : edits) {
      edit.edit(answer);
    }
  }
}
