package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// In which form a client wants its answer, from the Accept header and the query.
///
/// @param encoding how trees become bytes
/// @param shape the object itself, or a form of it that the server makes
/// @param metaVersion version of group meta.k8s.io in which a made form is written
/// @param pretty whether JSON is indented
record Accept(Encoding encoding, Shape shape, String metaVersion, boolean pretty) {

  enum Encoding {
    JSON,
    YAML
  }

  enum Shape {
    OBJECT,
    TABLE,
    PARTIAL_OBJECT_METADATA,
    PARTIAL_OBJECT_METADATA_LIST
  }

  private static final List<String> META_VERSIONS = List.of("v1", "v1beta1");

  private static final String TYPES =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";
  private static final String COLLECTION_TYPES =
      TYPES + ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

  /// The form for errors, which must never fail to be made.
  static Accept forErrors(Request request) {
    return choose(request).orElse(new Accept(Encoding.JSON, Shape.OBJECT, "v1", pretty(request)));
  }

  /// @throws ApiException 406 when nothing that the client takes can be made
  static Accept of(Request request, boolean collection) {
    return choose(request).orElseThrow(() -> notAcceptable(request, collection));
  }

  /// @throws ApiException 406 when nothing that the client takes can be made: of answers to
  ///   questions, such as reviews, there are no Tables
  static Accept ofAnswer(Request request) {
    return choose(request, shape -> shape != Shape.TABLE)
        .orElseThrow(() -> notAcceptable(request, false));
  }

  /// @throws ApiException 406 when nothing that the client takes can be streamed: YAML cannot
  static Accept ofWatch(Request request) {
    Accept accept = of(request, true);
    if (accept.encoding() == Encoding.YAML) {
      throw ApiException.notAcceptable(
          "only the following media types are accepted: application/json;stream=watch,"
              + " application/vnd.kubernetes.protobuf;stream=watch");
    }
    return accept;
  }

  /// The media types are looked at first, and what they are to carry later, by another part of
  /// Kubernetes with other words.
  private static ApiException notAcceptable(Request request, boolean collection) {
    boolean typeIsKnown =
        clauses(header(request)).stream().anyMatch(clause -> encoding(clause.type()).isPresent());
    return typeIsKnown
        ? ApiException.notAcceptable("only the following media types are accepted: " + TYPES)
        : noDetails(
            406,
            "NotAcceptable",
            "406: Not Acceptable\n\nAvailable representations: "
                + (collection ? COLLECTION_TYPES : TYPES));
  }

  private static String header(Request request) {
    return String.join(",", request.headers().getOrDefault("accept", List.of()));
  }

  private static Optional<Accept> choose(Request request) {
    return choose(request, shape -> true);
  }

  private static Optional<Accept> choose(Request request, Predicate<Shape> made) {
    String header = header(request);
    boolean pretty = pretty(request);
    if (header.isBlank()) {
      return Optional.of(new Accept(Encoding.JSON, Shape.OBJECT, "v1", pretty));
    }
    for (Clause clause : clauses(header)) {
      Optional<Encoding> encoding = encoding(clause.type());
      if (encoding.isPresent()) {
        Optional<Shape> shape = shape(clause.parameters()).filter(made);
        if (shape.isPresent()) {
          String version = clause.parameters().getOrDefault("v", "v1");
          return Optional.of(new Accept(encoding.get(), shape.get(), version, pretty));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Encoding> encoding(String type) {
    return switch (type) {
      case "*/*", "application/json" -> Optional.of(Encoding.JSON);
      case "application/yaml" -> Optional.of(Encoding.YAML);
      default -> Optional.empty();
    };
  }

  private static Optional<Shape> shape(Map<String, String> parameters) {
    String as = parameters.get("as");
    if (as == null) {
      return Optional.of(Shape.OBJECT);
    }
    boolean meta =
        "meta.k8s.io".equals(parameters.get("g"))
            && META_VERSIONS.contains(parameters.getOrDefault("v", ""));
    return !meta
        ? Optional.empty()
        : switch (as) {
          case "Table" -> Optional.of(Shape.TABLE);
          case "PartialObjectMetadata" -> Optional.of(Shape.PARTIAL_OBJECT_METADATA);
          case "PartialObjectMetadataList" -> Optional.of(Shape.PARTIAL_OBJECT_METADATA_LIST);
          default -> Optional.empty();
        };
  }

  /// The clauses of an Accept header, best first.
  static List<Clause> clauses(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : header.split(",", -1)) {
      String[] parts = text.split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip());
        }
      }
      clauses.add(new Clause(parts[0].strip(), quality(parameters.get("q")), parameters));
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    return clauses;
  }

  private static double quality(@org.jspecify.annotations.Nullable String q) {
    if (q == null) {
      return 1;
    }
    try {
      return Double.parseDouble(q);
    } catch (NumberFormatException notANumber) {
      return 0; // as if the client did not want it
    }
  }

  private static boolean pretty(Request request) {
    Optional<String> asked = request.parameter("pretty");
    if (asked.isPresent()) {
      return !asked.get().isEmpty() && !asked.get().equals("0") && !asked.get().equals("false");
    }
    String agent = request.header("user-agent").orElse("");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }

  /// A refusal whose details are there but empty, as the generic ones of Kubernetes.
  static ApiException noDetails(int code, String reason, String message) {
    var status = ApiException.of(code, reason, message).status();
    status.remove("code");
    status.putObject("details");
    status.put("code", code);
    return ApiException.ofStatus(status);
  }

  /// One media range with its parameters.
  record Clause(String type, double quality, Map<String, String> parameters) {}
}
