package dev.weft.control.access;

/** What a token allows; a token may have several. */
public enum Scope {
  /** Everything may be read but Secrets. */
  READ("read"),
  /** Routees of the token's services in its namespace may be put, renewed and deleted. */
  REGISTER("register"),
  /** Everything may be read, Secrets too; statuses and leases of agents may be written. */
  AGENT("agent"),
  /** Everything, tokens and backups too. */
  ADMIN("admin");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
