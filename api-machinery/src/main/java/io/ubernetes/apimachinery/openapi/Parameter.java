package io.ubernetes.apimachinery.openapi;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A parameter of an operation.
///
/// @param in `query` or `path`
/// @param type its JSON type
record Parameter(String name, String in, String type) {

  static final List<Parameter> LIST =
      List.of(
          bool("allowWatchBookmarks"),
          text("continue"),
          text("fieldSelector"),
          text("labelSelector"),
          number("limit"),
          text("resourceVersion"),
          text("resourceVersionMatch"),
          bool("sendInitialEvents"),
          number("timeoutSeconds"),
          bool("watch"));

  static final List<Parameter> WRITE =
      List.of(text("dryRun"), text("fieldManager"), text("fieldValidation"));

  static final List<Parameter> PATCH = joined(WRITE, List.of(bool("force")));

  static final List<Parameter> DELETE =
      List.of(
          text("dryRun"),
          number("gracePeriodSeconds"),
          bool("orphanDependents"),
          text("propagationPolicy"));

  static final List<Parameter> DELETE_COLLECTION =
      joined(
          DELETE,
          LIST.stream()
              .filter(each -> !List.of("allowWatchBookmarks", "watch").contains(each.name))
              .toList());

  static final Parameter PRETTY = text("pretty");
  static final Parameter NAMESPACE = new Parameter("namespace", "path", "string");
  static final Parameter NAME = new Parameter("name", "path", "string");

  private static Parameter text(String name) {
    return new Parameter(name, "query", "string");
  }

  private static Parameter number(String name) {
    return new Parameter(name, "query", "integer");
  }

  private static Parameter bool(String name) {
    return new Parameter(name, "query", "boolean");
  }

  private static List<Parameter> joined(List<Parameter> some, List<Parameter> others) {
    return Stream.concat(some.stream(), others.stream())
        .sorted(Comparator.comparing(Parameter::name))
        .toList();
  }
}
