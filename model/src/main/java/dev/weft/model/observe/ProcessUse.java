package dev.weft.model.observe;

import dev.weft.model.mesh.RouteeId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a routee's process used of its machine in a while, with those that it started.
 *
 * @param cores of CPU time per time, such as 1.5
 * @param rssBytes resident
 * @param openFiles of the process that has most of its limit open
 * @param mostOpenFiles its limit; 0 if there is none
 * @param memoryBytes of its control group, without what can be dropped at once
 * @param mostMemoryBytes that group's limit; 0 if there is none
 * @param throttled the share of periods in which its control group was not let run, 0 to 1
 * @param heapBytes that JVMs among them had in use after their last collections; 0 without any
 * @param collecting the share of time in which they stood still for garbage collections, 0 to 1
 * @param saturated what is nearly used up, in words; null if nothing is
 */
public record ProcessUse(
    RouteeId routee,
    int pid,
    double cores,
    long rssBytes,
    int threads,
    int openFiles,
    int mostOpenFiles,
    long memoryBytes,
    long mostMemoryBytes,
    double throttled,
    long heapBytes,
    double collecting,
    @Nullable String saturated) {
  /** Its figures under the names that reports and the API give them, in whole units. */
  public Map<String, Object> figures() {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("pid", pid);
    figures.put("milliCores", Math.round(cores * 1e3));
    figures.put("rssBytes", rssBytes);
    figures.put("threads", threads);
    figures.put("openFiles", openFiles);
    figures.put("mostOpenFiles", mostOpenFiles);
    figures.put("memoryBytes", memoryBytes);
    figures.put("mostMemoryBytes", mostMemoryBytes);
    figures.put("throttledPercent", Math.round(throttled * 1e2));
    figures.put("heapBytes", heapBytes);
    figures.put("collectingPercent", Math.round(collecting * 1e2));
    return figures;
  }
}
