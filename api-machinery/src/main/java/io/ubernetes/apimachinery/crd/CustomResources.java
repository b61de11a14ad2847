package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Conversion;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// The types that a definition makes: one for each served version, all over the same stored
/// objects, because versions differ in all but their names (schema, subresources, columns, rules).
///
/// @param stored the type of the stored objects, of which there is one cache
/// @param served what clients see
public record CustomResources(ResourceType stored, List<ResourceType> served) {

  public CustomResources {
    served = List.copyOf(served);
  }

  /// @param webhooks calls the one that converts, if the definition has one
  /// @throws IllegalArgumentException when the definition has no storage version
  public static CustomResources of(Definition definition, WebhookCaller webhooks) {
    VersionDefinition storage =
        definition
            .storageVersion()
            .orElseThrow(
                () -> new IllegalArgumentException(definition.name() + " has no storage version"));
    GroupVersionKind storageKind = definition.kind(storage);
    Map<String, Schema> schemas = new HashMap<>();
    Set<String> selectable = new TreeSet<>();
    for (VersionDefinition version : definition.versions()) {
      schemas.put(
          version.name(),
          StructuralSchema.ofCustomKind(definition.kind(version), version.schema()));
      selectable.addAll(version.selectableFields());
    }
    ObjectNode webhook = definition.conversionWebhook();
    Converter converter =
        webhook == null
            ? new RenamingConverter(schemas)
            : new WebhookConverter(webhooks, webhook, schemas);
    StoredForm form = new StoredForm(storageKind, schemas, converter);
    List<ResourceType> served = new ArrayList<>();
    for (VersionDefinition version : definition.versions()) {
      if (version.isServed()) {
        served.add(
            type(definition, version, storageKind, form, Set.copyOf(version.selectableFields())));
      }
    }
    return new CustomResources(type(definition, storage, storageKind, form, selectable), served);
  }

  private static ResourceType type(
      Definition definition,
      VersionDefinition version,
      GroupVersionKind storage,
      StoredForm form,
      Set<String> selectable) {
    ObjectNode names = definition.acceptedNames();
    Set<Subresource> subresources = EnumSet.noneOf(Subresource.class);
    if (version.hasStatus()) {
      subresources.add(Subresource.STATUS);
    }
    if (version.scale() != null) {
      subresources.add(Subresource.SCALE);
    }
    Schema schema = form.schema(version.name());
    String plural = Json.text(names, "plural");
    return new ResourceType(
        definition.group(),
        new Names(
            Json.text(names, "kind"),
            Json.text(names, "listKind"),
            plural,
            Json.text(names, "singular"),
            Trees.strings(names, "shortNames"),
            Trees.strings(names, "categories")),
        definition.namespaced() ? Scope.NAMESPACED : Scope.CLUSTER,
        List.of(
            new Version(
                version.name(),
                schema,
                PrinterColumns.of(version.columns()),
                form.converter().to(definition.kind(version)),
                Conversion.NONE)), // the registry works in this version
        storage,
        new GroupResource(definition.group(), plural),
        subresources,
        true,
        new CustomResourceStrategy(definition, version, schema, form, selectable));
  }
}
