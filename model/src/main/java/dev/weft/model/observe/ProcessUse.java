package dev.weft.model.observe;

import dev.weft.model.mesh.RouteeId;
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
    @Nullable String saturated) {}
