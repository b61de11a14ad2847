package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Service`: one name for many pods.
///
/// Addresses and node ports belong to one cluster alone; nothing here gives any out. A Service that
/// names its own keeps them.
final class ServiceKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("Service");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names("Service", "ServiceList", "services", "service", List.of("svc"), List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("services"),
        Set.of(Subresource.STATUS),
        false,
        new ServiceKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Type", "How it is reached.", ServiceCells::type),
        Columns.text("Cluster-IP", "Its address in the cluster.", ServiceCells::clusterIp),
        Columns.text("External-IP", "Its addresses for others.", ServiceCells::externalIp),
        Columns.text("Port(s)", "Its ports.", ServiceCells::ports),
        Columns.age(),
        Columns.wide("Selector", "Which pods answer.", ServiceCells::selector));
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public void setDefaults(ObjectNode service) {
    ServiceDefaults.apply(service);
  }

  @Override
  public void prepareForCreate(ObjectNode service) {
    ServiceDefaults.settleFamilies(Trees.makeObject(service, "spec"));
    service.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void prepareForUpdate(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Trees.makeObject(service, "spec");
    ServiceTypeChange.drop(spec, Trees.makeObject(old, "spec"));
    ServiceDefaults.keepAddresses(spec, Trees.makeObject(old, "spec"));
    ServiceDefaults.settleFamilies(spec);
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.clusterIP", "spec.type");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode service) {
    return Map.of(
        "spec.clusterIP", Json.text(service, "spec", "clusterIP"),
        "spec.type", Json.text(service, "spec", "type"));
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(ObjectNode service) {
    return ServiceRules.validate(service);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode service, ObjectNode old) {
    return ServiceUpdateRules.validate(service, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode service, ObjectNode old) {
    return ServiceUpdateRules.validateStatus(service);
  }

  @Override
  public List<String> warnings(ObjectNode service) {
    return ServiceWarnings.of(service);
  }
}
