package dev.weft.cli.demo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Members that are only names, and what was done to them. */
final class FakeShop implements Member.Starter {
  private final List<String> deeds = new CopyOnWriteArrayList<>();
  private final AtomicLong pids = new AtomicLong(100);

  @Override
  public Member start(Trade trade, String name) {
    deeds.add("start " + name);
    return new FakeMember(name, pids.incrementAndGet());
  }

  List<String> deeds() {
    return List.copyOf(deeds);
  }

  private final class FakeMember implements Member {
    private final String name;
    private final long pid;

    FakeMember(String name, long pid) {
      this.name = name;
      this.pid = pid;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public boolean alive() {
      return !deeds.contains("kill " + name);
    }

    @Override
    public void stop() {
      deeds.add("stop " + name);
    }

    @Override
    public void kill() {
      deeds.add("kill " + name);
    }
  }
}
