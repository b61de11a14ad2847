package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.Conversion;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ScaleMapping;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Defaulting;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.SchemaValidation;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the objects of one version of one definition. Immutable; its rules in CEL are
/// compiled when the first object is checked.
final class CustomResourceStrategy implements Strategy {

  private static final String NOT_ASKED =
      "some validation rules were not checked because the object was invalid; correct the existing"
          + " errors to complete validation";

  private final Schema schema;
  private final StoredForm form;
  private final Conversion fromStore;
  private final Conversion toStore;
  private final boolean mixed;
  private final List<ResourceType.Version> siblings;
  private final boolean scaled;
  private final ScaleMapping scale;
  private final boolean terminating;
  private final boolean statusApart;
  private final String deprecation;
  private final Map<String, List<String>> selectable = new HashMap<>();
  private final RuleTree rules;

  CustomResourceStrategy(
      Definition definition,
      VersionDefinition version,
      Schema schema,
      StoredForm form,
      Set<String> selectablePaths) {
    this.schema = schema;
    this.form = form;
    this.fromStore = form.converter().to(definition.kind(version));
    this.toStore = form.converter().to(form.kind());
    this.siblings =
        definition.versions().stream()
            .map(each ->
                new ResourceType.Version(
                    each.name(),
                    form.schema(each.name()),
                    List.of(),
                    form.converter().to(definition.kind(each)),
                    Conversion.NONE))
            .toList();
    this.mixed = form.converter().isRemote() && definition.storedVersions().size() > 1;
    this.scaled = version.scale() != null;
    this.scale = scale(version.scale());
    this.terminating = definition.isTerminating();
    this.statusApart = version.hasStatus();
    this.deprecation = deprecation(definition, version);
    for (String path : selectablePaths) {
      selectable.put(path.substring(1), List.of(path.substring(1).split("\\.")));
    }
    this.rules = new RuleTree(schema);
  }

  private static ScaleMapping scale(@Nullable ObjectNode scale) {
    if (scale == null) {
      return ScaleMapping.WORKLOAD;
    }
    String selector = Json.text(scale, "labelSelectorPath");
    return ScaleMapping.ofCustomResource(
        names(Json.text(scale, "specReplicasPath")),
        names(Json.text(scale, "statusReplicasPath")),
        selector.isEmpty() ? null : names(selector));
  }

  private static List<String> names(String path) {
    return Arrays.asList(path.substring(1).split("\\."));
  }

  private static String deprecation(Definition definition, VersionDefinition version) {
    if (!version.object().path("deprecated").asBoolean(false)) {
      return "";
    }
    String given = Json.text(version.object(), "deprecationWarning");
    if (!given.isEmpty()) {
      return given;
    }
    String kind = Json.text(definition.acceptedNames(), "kind");
    String said = "%s/%s %s is deprecated".formatted(definition.group(), version.name(), kind);
    return definition.versions().stream()
        .filter(other -> other.isServed() && !other.object().path("deprecated").asBoolean(false))
        .map(VersionDefinition::name)
        .filter(other -> VersionOrder.BEST_FIRST.compare(other, version.name()) < 0)
        .min(VersionOrder.BEST_FIRST)
        .map(better -> "%s; use %s/%s %s".formatted(said, definition.group(), better, kind))
        .orElse(said);
  }

  @Override
  public boolean customResource() {
    return true;
  }

  @Override
  public String deprecation() {
    return deprecation;
  }

  @Override
  public boolean restoresStored() {
    return true;
  }

  @Override
  public void restoreStored(ObjectNode object) {
    form.restore(object);
  }

  @Override
  public ObjectNode fromStore(ObjectNode object) {
    return fromStore.apply(object);
  }

  @Override
  public ObjectNode toStore(ObjectNode object) {
    return toStore.apply(object);
  }

  @Override
  public List<ResourceType.Version> siblings() {
    return siblings;
  }

  @Override
  public boolean storesSeveralVersions() {
    return mixed;
  }

  @Override
  public ScaleMapping scale() {
    return scale;
  }

  @Override
  public void setDefaults(ObjectNode object) {
    Defaulting.apply(schema, object);
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    if (terminating) {
      throw ApiException.methodNotAllowed(
          "create not allowed while custom resource definition is terminating");
    }
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(SchemaValidation.validate(schema, object, ""));
    errors.addAll(objectName(object));
    return withRules(errors, object, null);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    List<FieldError> errors =
        new ArrayList<>(SchemaValidation.validateChange(schema, object, old, ""));
    return withRules(errors, object, old);
  }

  private List<FieldError> withRules(
      List<FieldError> errors, ObjectNode object, @Nullable ObjectNode old) {
    if (scaled) {
      errors.addAll(scale.problems(object));
    }
    if (rules.isEmpty()) {
      return errors;
    }
    if (errors.stream().anyMatch(CustomResourceStrategy::keepsRulesFromBeingAsked)) {
      errors.add(FieldError.invalid("<nil>", "null", NOT_ASKED));
    } else {
      errors.addAll(rules.check(object, old, CostBudget.ofRequest()));
    }
    return errors;
  }

  /// Rules rely on types, and are priced by the limits of sizes.
  private static boolean keepsRulesFromBeingAsked(FieldError error) {
    return switch (error.type()) {
      case NOT_SUPPORTED, REQUIRED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
      case INVALID, DUPLICATE, FORBIDDEN, NOT_FOUND, INTERNAL -> false;
    };
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode object, ObjectNode old) {
    return validateUpdate(object, old);
  }

  /// A definition may restrict names further.
  private List<FieldError> objectName(ObjectNode object) {
    JsonNode document = schema.document();
    JsonNode rule = Json.at(document, "properties", "metadata", "properties", "name");
    JsonNode name = Json.at(object, "metadata", "name");
    return rule == null || name == null
        ? List.of()
        : SchemaValidation.validate(StructuralSchema.of(rule), name, "metadata.name");
  }

  @Override
  public boolean changesGeneration(ObjectNode object, ObjectNode old) {
    if (statusApart) {
      return Strategy.super.changesGeneration(object, old);
    }
    ObjectNode now = object.deepCopy();
    ObjectNode before = old.deepCopy();
    now.remove("metadata");
    before.remove("metadata");
    return !now.equals(before);
  }

  @Override
  public List<String> metadataFixedInStatus() {
    return ALL_METADATA;
  }

  @Override
  public boolean isCustom() {
    return true;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    Map<String, String> values = new HashMap<>();
    selectable.forEach((name, path) -> {
      JsonNode value = Json.at(object, path.toArray(String[]::new));
      values.put(
          name,
          value == null || value.isContainer() ? "" : Objects.requireNonNull(value.asString()));
    });
    return values;
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.copyOf(selectable.keySet());
  }
}
