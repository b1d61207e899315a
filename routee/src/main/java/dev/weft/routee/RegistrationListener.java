package dev.weft.routee;

/**
 * Hears what becomes of a registration. Called from the clock's threads, one call at a time; must
 * not block for long.
 */
public interface RegistrationListener {
  /** The registry has taken the registration: the first time, or anew after it had lost it. */
  default void registered(String name) {}

  /** The registry refuses the registration; said once for each reason, tried on all the same. */
  default void refused(String why) {}

  /** The registry cannot be reached; said once until it is back. */
  default void registryLost(String why) {}

  /** The registry answers again. */
  default void registryBack() {}

  /** The registry could not be told of the end; it forgets the routee when the lease runs out. */
  default void notDeregistered(String why) {}
}
