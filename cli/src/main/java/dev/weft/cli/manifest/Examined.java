package dev.weft.cli.manifest;

import dev.weft.cli.CommandFailure;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A text of resources, looked through to its end: every problem with its line and column, where
 * {@link Manifest} stops at the first.
 *
 * @param resources those that can be read, whether they may be as they are or not
 */
public record Examined(List<Resource> resources, List<Problem> problems) {
  /**
   * Examines the files that {@link Manifest#read} would read.
   *
   * @param rules throws what is wrong with a resource
   * @throws CommandFailure if a file cannot be read at all
   */
  public static Examined of(String path, Consumer<Resource> rules) {
    var resources = new ArrayList<Resource>();
    var problems = new ArrayList<Problem>();
    Manifest.texts(path)
        .forEach((source, text) -> new Reading(source, text, rules, resources, problems).read());
    return new Examined(List.copyOf(resources), List.copyOf(problems));
  }

  private record Reading(
      String source,
      String text,
      Consumer<Resource> rules,
      List<Resource> resources,
      List<Problem> problems) {
    void read() {
      var trees = new ArrayList<Object>();
      try {
        new Load(Manifest.SETTINGS).loadAllFromString(text).forEach(trees::add);
      } catch (MarkedYamlEngineException e) {
        var place =
            e.getProblemMark()
                .map(mark -> new Places.Place(mark.getLine() + 1, mark.getColumn() + 1));
        add(place.orElse(Places.Place.NONE), String.valueOf(e.getProblem()));
        return; // what follows cannot be told from what is broken
      } catch (YamlEngineException e) {
        add(Places.Place.NONE, String.valueOf(e.getMessage()));
        return;
      }
      var places = new Places(Manifest.SETTINGS, text);
      for (int i = 0; i < trees.size(); i++) {
        Object tree = trees.get(i);
        if (tree != null) {
          document(places, i, tree);
        }
      }
    }

    private void document(Places places, int number, Object tree) {
      if (tree instanceof Map<?, ?> map
          && "List".equals(map.get("kind"))
          && map.get("items") instanceof List<?> items) {
        for (int i = 0; i < items.size(); i++) {
          resource(places, number, i, items.get(i));
        }
      } else {
        resource(places, number, -1, tree);
      }
    }

    private void resource(Places places, int document, int item, Object tree) {
      try {
        Resource resource = Resource.fromTree(TextKeys.of(tree), ServiceName.DEFAULT_NAMESPACE);
        resources.add(resource);
        rules.accept(resource);
      } catch (InvalidResourceException e) {
        for (FieldError error : e.errors()) {
          add(places.find(document, item, error.path()), error.message());
        }
      }
    }

    private void add(Places.Place place, String message) {
      problems.add(new Problem(source, place.line(), place.column(), message));
    }
  }
}
