package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `Event`: something that happened to an object. One storage, served under two groups; the newer
/// group (`events.k8s.io`) is stricter with what it takes in.
final class EventKind implements Strategy {

  private static final GroupVersionKind CORE = CoreGroup.kind("Event");
  private static final GroupVersionKind EVENTS =
      new GroupVersionKind("events.k8s.io", "v1", "Event");
  private static final Names NAMES =
      new Names("Event", "EventList", "events", "event", List.of("ev"), List.of());

  private final Face face;

  private EventKind(Face face) {
    this.face = face;
  }

  /// The group under which an Event is asked for.
  private enum Face {
    CORE("involvedObject", "reportingComponent"),
    EVENTS("regarding", "reportingController");

    private final String about;
    private final String reporter;

    Face(String about, String reporter) {
      this.about = about;
      this.reporter = reporter;
    }
  }

  static ResourceType core() {
    return face("", Version.stored("v1", Schemas.byKind(CORE), columns()), Face.CORE);
  }

  static ResourceType events() {
    Version version =
        new Version(
            "v1",
            Schemas.byKind(EVENTS),
            columns(),
            EventConversion::toEvents,
            EventConversion::toCore);
    return face(EVENTS.group(), version, Face.EVENTS);
  }

  private static ResourceType face(String group, Version version, Face face) {
    return new ResourceType(
        group,
        NAMES,
        Scope.NAMESPACED,
        List.of(version),
        CORE,
        CoreGroup.resource("events"),
        Set.of(),
        false,
        new EventKind(face));
  }

  private static List<Column> columns() {
    return List.of(
        Columns.timed("Last Seen", "How long ago it happened last.", EventCells::lastSeen),
        Columns.text("Type", "Normal or Warning.", event -> Json.text(event, "type")),
        Columns.text("Reason", "A word for it.", event -> Json.text(event, "reason")),
        Columns.text("Object", "What it happened to.", EventCells::object),
        Columns.wide("Subobject", "Which part of the object.", EventCells::subobject),
        Columns.wide("Source", "Who says so.", EventCells::source),
        Columns.text("Message", "What happened.", EventCells::message),
        Columns.timedWhenWide(
            "First Seen", "How long ago it happened first.", EventCells::firstSeen),
        Columns.countWhenWide("Count", "How often it happened.", EventCells::count),
        Columns.nameWhenWide());
  }

  @Override
  public MetadataRules metadataRules() {
    return face == Face.CORE ? MetadataRules.NONE : MetadataRules.CHANGE;
  }

  @Override
  public NameRule nameRule() {
    return face == Face.CORE ? NameRule.PATH_SEGMENT : NameRule.DNS_SUBDOMAIN;
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.copyOf(selectableFields(Json.object()).keySet());
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode event) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String part :
        List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
      fields.put(face.about + "." + part, Json.text(event, "involvedObject", part));
    }
    fields.put("reason", Json.text(event, "reason"));
    String reporter = Json.text(event, "reportingComponent");
    fields.put(face.reporter, reporter);
    if (face == Face.CORE) {
      String source = Json.text(event, "source", "component");
      fields.put("source", source.isEmpty() ? reporter : source);
    }
    fields.put("type", Json.text(event, "type"));
    return fields;
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(ObjectNode event) {
    return EventRules.validate(event, face.reporter);
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode event) {
    return face == Face.CORE ? List.of() : EventRules.validateNew(event);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode event, ObjectNode old) {
    return face == Face.CORE ? List.of() : EventRules.validateChange(event, old);
  }
}
