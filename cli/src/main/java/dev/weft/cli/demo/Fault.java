package dev.weft.cli.demo;

/** What can be made wrong with a member of the shop; 0 puts it right again. */
enum Fault {
  /** Its work takes so many milliseconds more; its health checks stay fast. */
  SLOW("/slow?ms="),
  /** 1: it answers every call with 500; its health checks stay good. */
  FAIL("/fail?on="),
  /** It works on so many calls at once, the others wait. */
  DESKS("/desks?n=");

  private final String path;

  Fault(String path) {
    this.path = path;
  }

  /** What it is asked for that. */
  String path(int amount) {
    return path + amount;
  }

  /** Whoever can do this to a member. */
  interface Maker {
    /**
     * @throws IllegalStateException if the member cannot be asked or refuses
     */
    void set(Member member, Fault fault, int amount) throws InterruptedException;
  }
}
