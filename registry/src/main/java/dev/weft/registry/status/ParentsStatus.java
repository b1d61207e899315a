package dev.weft.registry.status;

import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status of what is attached to others: one entry for each of these of which this controller
 * speaks, beside those of other controllers.
 */
final class ParentsStatus {
  private ParentsStatus() {}

  static Map<String, Object> of(Resolution.OfRoute found, Instant now) {
    return with(found.route(), "parents", "parentRef", found.parents(), now);
  }

  static Map<String, Object> of(Resolution.OfPolicy found, Instant now) {
    return with(found.policy(), "ancestors", "ancestorRef", found.ancestors(), now);
  }

  /**
   * @param field of the status that has the entries
   * @param ref an entry's field that says whom it is about
   */
  private static Map<String, Object> with(
      Resource resource, String field, String ref, List<Resolution.OfParent> said, Instant now) {
    List<Tree> written = Tree.of(resource.status()).trees(field);
    var entries = new ArrayList<Object>();
    written.stream().filter(entry -> !isOurs(entry)).map(Tree::map).forEach(entries::add);
    for (Resolution.OfParent parent : said) {
      var entry = new LinkedHashMap<String, Object>();
      written.stream()
          .filter(one -> isOurs(one) && Statuses.same(parent.ref(), one.map().get(ref)))
          .forEach(one -> one.map().forEach((name, value) -> entry.put(name.toString(), value)));
      entry.put(ref, parent.ref());
      entry.put("controllerName", Said.CONTROLLER);
      entries.add(
          Said.put(
              entry,
              parent.conditions().stream().map(Said::of).toList(),
              resource.metadata().generation(),
              now));
    }
    var status = new LinkedHashMap<String, Object>(resource.status());
    status.put(field, entries);
    return status;
  }

  private static boolean isOurs(Tree entry) {
    return entry.text("controllerName").equals(Said.CONTROLLER);
  }
}
