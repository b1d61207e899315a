package dev.weft.cli.files;

import dev.weft.cli.api.ApiClient;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A registry's API, for the files of an agent: their routees are covered by the agent's lease, so
 * that they leave the mesh when the whole host is gone.
 *
 * @param agent the agent's name
 * @param lost whether a routee is known to be gone from the registry
 */
public record ApiTarget(ApiClient client, String agent, Predicate<Resource> lost)
    implements Target {
  private static final int NOT_FOUND = 404;

  @Override
  public void put(Resource resource) {
    client.put(path(resource), covered(resource).toTree()).orFail();
  }

  private Resource covered(Resource resource) {
    if (resource.kind() != Kind.ROUTEE || resource.spec().containsKey("lease")) {
      return resource;
    }
    var spec = new LinkedHashMap<>(resource.spec());
    spec.put("lease", Map.of("agent", agent));
    var body = new LinkedHashMap<>(resource.body());
    body.put("spec", spec);
    return new Resource(resource.kind(), resource.metadata(), body, resource.status());
  }

  @Override
  public void delete(Resource resource) {
    ApiClient.Answer answer = client.delete(path(resource));
    if (answer.status() != NOT_FOUND) {
      answer.orFail();
    }
  }

  private static String path(Resource resource) {
    return ApiClient.path(
        resource.kind(), resource.metadata().namespace(), resource.metadata().name());
  }

  @Override
  public List<Resource> fromFiles() {
    var found = new ArrayList<Resource>();
    for (Kind kind : Kind.values()) {
      if (kind.confidential()) {
        continue; // an agent's token may not read them everywhere; they stay where they are
      }
      Object items = client.get(ApiClient.path(kind, null, null)).orFail().body().get("items");
      if (items instanceof List<?> list) {
        list.forEach(item -> addMarked(kind, item, found));
      }
    }
    return found;
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static void addMarked(Kind kind, Object item, List<Resource> found) {
    try {
      Resource resource =
          Resource.fromTree(kind, new HashMap<>((Map<String, Object>) item), "default");
      if (resource.metadata().annotations().containsKey(FROM_FILE)) {
        found.add(resource);
      }
    } catch (InvalidResourceException e) {
      // of another version: not one that these files can have declared
    }
  }

  @Override
  public boolean lost(Resource resource) {
    return resource.kind() == Kind.ROUTEE && lost.test(resource);
  }
}
