package dev.weft.control;

import dev.weft.control.table.Tables;
import dev.weft.model.resource.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of watches that show tables, one set for each way to show them. Safe on any thread. */
final class TableLines {
  /** People who look on are few; what is dropped is only made again. */
  private static final int MOST = 16;

  private record Way(Kind kind, Tables.RowObject rowObject, @Nullable String namespace) {}

  private final Map<Way, SharedLines> lines = new LinkedHashMap<>();

  /**
   * @param namespace whose routees a service's row counts; null for all
   */
  synchronized SharedLines of(Kind kind, Tables.RowObject rowObject, @Nullable String namespace) {
    var way = new Way(kind, rowObject, namespace);
    SharedLines found = lines.remove(way);
    SharedLines shared = found == null ? new SharedLines() : found;
    lines.put(way, shared); // last: the way that was asked for least recently stands first
    if (lines.size() > MOST) {
      lines.remove(lines.keySet().iterator().next());
    }
    return shared;
  }
}
