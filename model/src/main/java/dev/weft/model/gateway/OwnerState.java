package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of one Gateway or ListenerSet while a resolver works on it.
 *
 * @param taken whether it is taken at all, but for its listeners
 * @param more other conditions
 */
record OwnerState(
    Resource owner,
    Condition taken,
    List<Condition> more,
    List<ListenerState> listeners,
    List<OwnerState> sets) {

  /** The condition {@code Accepted}: of itself and of its listeners. */
  Condition accepted() {
    if (!taken.holds()) {
      return taken;
    }
    List<String> bad =
        listeners.stream()
            .filter(one -> !(owner.kind() == Kind.LISTENER_SET ? one.valid() : one.accepted()))
            .map(one -> one.listener().name())
            .toList();
    if (bad.isEmpty()) {
      return taken;
    }
    return bad.size() == listeners.size()
        ? Condition.notAccepted("ListenersNotValid", "none of its listeners can be listened for")
        : new Condition(
            Condition.ACCEPTED,
            true,
            "ListenersNotValid",
            "all of its listeners but " + String.join(", ", bad) + " can be listened for");
  }

  Resolution.OfOwner finding() {
    var conditions = new ArrayList<Condition>();
    conditions.add(accepted());
    conditions.addAll(more);
    return new Resolution.OfOwner(
        owner,
        conditions,
        listeners.stream().map(ListenerState::finding).toList(),
        (int) sets.stream().filter(set -> set.accepted().holds()).count());
  }
}
