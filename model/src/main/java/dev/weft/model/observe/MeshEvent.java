package dev.weft.model.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the mesh, as people read it afterwards.
 *
 * @param at wall-clock time
 * @param reason what happened, in CamelCase, such as {@code Ejected}
 * @param service whose; null where it concerns none
 * @param routee whose; null where it concerns none
 * @param source who saw or did it, such as {@code broker host-a}
 * @param message a sentence with the cause and what is done about it
 */
public record MeshEvent(
    Instant at,
    Severity severity,
    String reason,
    @Nullable ServiceName service,
    @Nullable RouteeId routee,
    String source,
    String message) {

  /** How much it matters. */
  public enum Severity {
    /** All is well, or well again. */
    INFO,
    /** Something is not as it should be, and the mesh deals with it. */
    WARNING,
    /** Callers notice, or soon will. */
    CRITICAL
  }
}
