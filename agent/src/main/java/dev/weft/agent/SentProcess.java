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
    tree.put("pid", use.pid());
    tree.put("milliCores", Math.round(use.cores() * 1e3));
    tree.put("rssBytes", use.rssBytes());
    tree.put("threads", use.threads());
    tree.put("openFiles", use.openFiles());
    tree.put("mostOpenFiles", use.mostOpenFiles());
    tree.put("memoryBytes", use.memoryBytes());
    tree.put("mostMemoryBytes", use.mostMemoryBytes());
    tree.put("throttledPercent", Math.round(use.throttled() * 1e2));
    tree.put("heapBytes", use.heapBytes());
    tree.put("collectingPercent", Math.round(use.collecting() * 1e2));
    if (use.saturated() != null) {
      tree.put("saturated", use.saturated());
    }
    return tree;
  }
}
