package dev.weft.control.table;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;

/** A policy: whom it is for and how it balances. */
record ServicePolicyColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("TARGETS", "The services that it is for."),
        Column.text("ALGORITHM", "How calls are spread over routees."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    ServicePolicy policy = ServicePolicy.fromResource(resource);
    return List.of(
        resource.metadata().name(),
        policy.targets().stream().map(ServiceName::name).collect(Collectors.joining(",")),
        policy.balance().algorithm().toString(),
        view.age(resource));
  }
}
