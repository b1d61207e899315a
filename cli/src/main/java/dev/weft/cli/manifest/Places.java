package dev.weft.cli.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where the fields of a text's documents stand. */
final class Places {
  private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|\\.?([^.\\[\\]]+)");

  private final List<Node> documents = new ArrayList<>();

  /**
   * @param text that {@link Manifest#parse} can read
   */
  Places(LoadSettings settings, String text) {
    new Compose(settings).composeAllFromString(text).forEach(documents::add);
  }

  /**
   * Where a field stands, or the nearest one around it that is there: what is missing is missing in
   * that.
   *
   * @param document counted from 0
   * @param item of a document that is a list; -1 for the document itself
   * @param path such as {@code spec.ports[1].port}
   */
  Place find(int document, int item, String path) {
    Node here = documents.get(document);
    Optional<Mark> mark = here.getStartMark();
    for (String step : steps(item, path)) {
      Optional<Found> next = step(here, step);
      if (next.isEmpty()) {
        break;
      }
      here = next.get().value;
      mark = next.get().mark;
    }
    return mark.map(one -> new Place(one.getLine() + 1, one.getColumn() + 1)).orElse(Place.NONE);
  }

  /** A line and a column, from 1; 0 where nobody knows. */
  record Place(int line, int column) {
    static final Place NONE = new Place(0, 0);
  }

  private record Found(Node value, Optional<Mark> mark) {}

  private static List<String> steps(int item, String path) {
    var steps = new ArrayList<String>();
    if (item >= 0) {
      steps.add("items");
      steps.add(Integer.toString(item));
    }
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      steps.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return steps;
  }

  private static Optional<Found> step(Node here, String step) {
    if (here instanceof SequenceNode list && step.chars().allMatch(Character::isDigit)) {
      int index = Integer.parseInt(step);
      return index < list.getValue().size()
          ? Optional.of(
              new Found(list.getValue().get(index), list.getValue().get(index).getStartMark()))
          : Optional.empty();
    }
    if (here instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step)) {
          return Optional.of(new Found(tuple.getValueNode(), key.getStartMark()));
        }
      }
    }
    return Optional.empty();
  }
}
