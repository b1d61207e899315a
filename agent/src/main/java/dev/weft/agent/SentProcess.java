package dev.weft.agent;

import dev.weft.model.observe.ProcessUse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a routee's process uses, as the registry is told it. */
final class SentProcess {
  private SentProcess() {}

  static Map<String, Object> tree(ProcessUse use) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("namespace", use.routee().namespace());
    tree.put("name", use.routee().name());
    tree.putAll(use.figures());
    if (use.saturated() != null) {
      tree.put("saturated", use.saturated());
    }
    return tree;
  }
}
