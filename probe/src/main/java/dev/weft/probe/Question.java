package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;

/** What a check asks a routee over a connection. */
interface Question {
  /** What the check is called, such as {@code GET /healthz}. */
  String subject();

  /** What the policy says; the same check can be asked again where it was asked before. */
  ProbePolicy.Check check();

  /** Whether its connection serves the next check too, where it can. */
  boolean keepAlive();

  /** Begins on a connection that nothing has been sent on; sends and reads nothing yet. */
  Dialogue on(TimedSocket socket);
}
