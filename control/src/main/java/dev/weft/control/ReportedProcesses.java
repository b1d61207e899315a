package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.resource.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads what an agent says of the processes of routees. */
final class ReportedProcesses {
  static final String FIELD = "processes";

  private static final int MOST = 1_000;
  private static final long MOST_BYTES = 1L << 50;
  private static final int MOST_CHARS = 512;

  private ReportedProcesses() {}

  /** What is wrong is noted in the body. */
  static List<ProcessUse> read(Fields body) {
    List<Fields> entries = body.objects(FIELD);
    if (entries.size() > MOST) {
      body.refuse(FIELD, entries.size() + " entries", "a list of at most " + MOST);
    }
    var uses = new ArrayList<ProcessUse>();
    entries.forEach(entry -> uses.add(use(entry)));
    return uses;
  }

  private static ProcessUse use(Fields entry) {
    String saturated = entry.text("saturated", "");
    var use =
        new ProcessUse(
            new RouteeId(entry.requiredText("namespace"), entry.requiredText("name")),
            (int) entry.requiredNumber("pid", 1, Integer.MAX_VALUE),
            entry.number("milliCores", 0, 0, Integer.MAX_VALUE) / 1e3,
            entry.number("rssBytes", 0, 0, MOST_BYTES),
            (int) entry.number("threads", 0, 0, Integer.MAX_VALUE),
            (int) entry.number("openFiles", 0, 0, Integer.MAX_VALUE),
            (int) entry.number("mostOpenFiles", 0, 0, Integer.MAX_VALUE),
            entry.number("memoryBytes", 0, 0, MOST_BYTES),
            entry.number("mostMemoryBytes", 0, 0, MOST_BYTES),
            entry.number("throttledPercent", 0, 0, 100) / 1e2,
            entry.number("heapBytes", 0, 0, MOST_BYTES),
            entry.number("collectingPercent", 0, 0, 100) / 1e2,
            saturated.isEmpty()
                ? null
                : saturated.substring(0, Math.min(saturated.length(), MOST_CHARS)));
    entry.refuseUnknown();
    return use;
  }
}
