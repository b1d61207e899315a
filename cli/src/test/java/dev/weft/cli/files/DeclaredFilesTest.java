package dev.weft.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.Resource;
import dev.weft.testkit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeclaredFilesTest {
  @TempDir private Path folder;
  private final FakeClock clock = new FakeClock();
  private final Held held = new Held();
  private final List<String> said = new ArrayList<>();
  private Path file;

  /** A registry that holds what it was given. */
  private static final class Held implements Target {
    final Map<String, Resource> resources = new TreeMap<>();
    int puts;
    boolean away;

    private void answer() {
      if (away) {
        throw new CommandFailure(ExitCode.UNREACHABLE, "no registry answers");
      }
    }

    @Override
    public void put(Resource resource) {
      answer();
      puts++;
      resources.put(resource.metadata().name(), resource);
    }

    @Override
    public void delete(Resource resource) {
      answer();
      resources.remove(resource.metadata().name());
    }

    @Override
    public List<Resource> fromFiles() {
      answer();
      return resources.values().stream()
          .filter(resource -> resource.metadata().annotations().containsKey(FROM_FILE))
          .toList();
    }

    @Override
    public boolean lost(Resource resource) {
      return !away && !resources.containsKey(resource.metadata().name());
    }
  }

  @BeforeEach
  void writeFile() throws Exception {
    file = folder.resolve("routees.yaml");
    Files.writeString(file, routee("a", 1) + routee("b", 2));
  }

  private static String routee(String name, int port) {
    return """
    apiVersion: weft.dev/v1
    kind: Routee
    metadata: {name: %s}
    spec: {service: s, address: 127.0.0.1, port: %d}
    ---
    """
        .formatted(name, port);
  }

  private DeclaredFiles follow(Path path) {
    var files = DeclaredFiles.apply(List.of(path.toString()), "", held, said::add);
    files.follow(clock);
    return files;
  }

  private void lookTwice() {
    clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void putsWhatChangedAndDeletesWhatVanished() throws Exception {
    follow(file);
    assertThat(held.resources).containsOnlyKeys("a", "b");

    Files.writeString(file, routee("a", 1) + routee("c", 3333));
    lookTwice();

    assertThat(held.resources).containsOnlyKeys("a", "c");
    assertThat(held.puts).as("a is as it was").isEqualTo(3);
    assertThat(said).containsExactly("files: 1 applied, routee/b deleted");
  }

  @Test
  void aFileThatIsRenamedIntoPlaceCounts() throws Exception {
    follow(file);
    Path other = Files.writeString(folder.resolve("next"), routee("z", 9));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("z");
  }

  @Test
  void aLinkThatIsTurnedRoundCountsAsAMountedConfigMapDoes() throws Exception {
    Path one = Files.createDirectory(folder.resolve("..1"));
    Path two = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(one.resolve("r.yaml"), routee("a", 1));
    Files.writeString(two.resolve("r.yaml"), routee("b", 1));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), one);
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Files.createSymbolicLink(mount.resolve("r.yaml"), data.resolve("r.yaml"));
    follow(mount);
    assertThat(held.resources).containsOnlyKeys("a");

    Path turned = Files.createSymbolicLink(folder.resolve("..tmp"), two);
    Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("b");
  }

  @Test
  void aBrokenFileChangesNothingAndIsToldOnceWithItsPlace() throws Exception {
    follow(file);
    Files.writeString(file, routee("a", 1) + "kind: Routee\nspec: {port: [1}\n");
    lookTwice();
    lookTwice();

    assertThat(held.resources).containsOnlyKeys("a", "b");
    assertThat(said).hasSize(1);
    assertThat(said.getFirst()).contains("line 7, column", "what was applied before stays");

    Files.writeString(file, routee("a", 1));
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("a");
  }

  @Test
  void aFileThatIsGoneDeletesNothing() throws Exception {
    follow(file);
    Files.delete(file);
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("a", "b");
    assertThat(said.getFirst()).contains("there is no such file");
  }

  @Test
  void aFileOfAFolderThatIsGoneTakesItsResourcesAlong() throws Exception {
    Path second = Files.writeString(folder.resolve("second.yaml"), routee("c", 3));
    follow(folder);
    assertThat(held.resources).containsOnlyKeys("a", "b", "c");
    Files.delete(second);
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("a", "b");
  }

  @Test
  void whatVanishedWhileNobodyLookedIsDeletedAtTheStart() throws Exception {
    follow(file).close();
    Files.writeString(file, routee("b", 2));
    held.resources.put("mine", byHand("mine"));

    follow(file);

    assertThat(held.resources).containsOnlyKeys("b", "mine");
  }

  private static Resource byHand(String name) {
    return Resource.fromTree(
        Map.of(
            "apiVersion",
            "weft.dev/v1",
            "kind",
            "Routee",
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of("service", "s", "address", "127.0.0.1", "port", 1)),
        "default");
  }

  @Test
  void waitsForARegistryThatIsAway() {
    held.away = true;
    follow(file);
    assertThat(said).containsExactly("no registry answers; trying on");
    lookTwice();
    assertThat(held.resources).isEmpty();

    held.away = false;
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("a", "b");
  }

  @Test
  void putsBackWhatTheRegistryLost() {
    follow(file);
    held.resources.clear();
    lookTwice();
    assertThat(held.resources).containsOnlyKeys("a", "b");
  }

  @Test
  void aBrokenFileAtTheStartIsRefused() throws Exception {
    Files.writeString(file, "{");
    assertThatThrownBy(() -> follow(file)).hasMessageContaining("routees.yaml, line 1");
    assertThat(held.resources).isEmpty();
  }
}
