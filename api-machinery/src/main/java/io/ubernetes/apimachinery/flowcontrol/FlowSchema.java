package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which requests belong together, and to which priority level: a stored `FlowSchema`, read once.
/// Immutable.
///
/// @param uid empty before it is stored
/// @param precedence the smallest that fits a request takes it
/// @param level name of the priority level
record FlowSchema(
    String name,
    String uid,
    int precedence,
    String level,
    Distinguisher distinguisher,
    List<Part> parts) {

  /// The order in which schemas are asked.
  static final Comparator<FlowSchema> ORDER =
      Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name);

  /// What tells the flows of one schema apart.
  enum Distinguisher {
    NOTHING,
    USER,
    NAMESPACE
  }

  FlowSchema {
    parts = List.copyOf(parts);
  }

  /// Some requests of some users.
  record Part(List<FlowSubject> subjects, List<ResourceRule> resources, List<PathRule> paths) {

    boolean covers(Identity identity, Attributes attributes) {
      return isOf(identity)
          && switch (attributes) {
            case Attributes.OfResource of -> coversResource(of);
            case Attributes.OfPath of -> coversPath(of);
          };
    }

    private boolean isOf(Identity identity) {
      for (FlowSubject subject : subjects) {
        if (subject.is(identity)) {
          return true;
        }
      }
      return false;
    }

    private boolean coversResource(Attributes.OfResource of) {
      for (ResourceRule rule : resources) {
        if (rule.covers(of)) {
          return true;
        }
      }
      return false;
    }

    private boolean coversPath(Attributes.OfPath of) {
      for (PathRule rule : paths) {
        if (rule.covers(of)) {
          return true;
        }
      }
      return false;
    }
  }

  /// Without a namespace a request is at the cluster scope, or about all namespaces.
  record ResourceRule(
      List<String> verbs,
      List<String> groups,
      List<String> resources,
      boolean clusterScope,
      List<String> namespaces) {

    boolean covers(Attributes.OfResource of) {
      boolean where = of.namespace().isEmpty() ? clusterScope : has(namespaces, of.namespace());
      return where
          && has(verbs, of.verb())
          && has(groups, of.group())
          && (resources.contains(ALL) || resources.contains(of.qualifiedResource()));
    }
  }

  record PathRule(List<String> verbs, List<String> paths) {

    boolean covers(Attributes.OfPath of) {
      if (!has(verbs, of.verb())) {
        return false;
      }
      for (String path : paths) {
        boolean fits =
            path.endsWith(ALL)
                ? of.path().startsWith(path.substring(0, path.length() - 1))
                : of.path().equals(path);
        if (fits) {
          return true;
        }
      }
      return false;
    }
  }

  private static final String ALL = "*";

  private static boolean has(List<String> allowed, String asked) {
    return allowed.contains(ALL) || allowed.contains(asked);
  }

  static FlowSchema of(ObjectNode object) {
    return new FlowSchema(
        Json.text(object, "metadata", "name"),
        Json.text(object, "metadata", "uid"),
        (int) Json.number(object, 0, "spec", "matchingPrecedence"),
        Json.text(object, "spec", "priorityLevelConfiguration", "name"),
        distinguisher(Json.text(object, "spec", "distinguisherMethod", "type")),
        Trees.objects(object, "spec", "rules").stream().map(FlowSchema::part).toList());
  }

  private static Distinguisher distinguisher(String type) {
    return switch (type) {
      case "ByUser" -> Distinguisher.USER;
      case "ByNamespace" -> Distinguisher.NAMESPACE;
      default -> Distinguisher.NOTHING;
    };
  }

  private static Part part(ObjectNode rule) {
    return new Part(
        Trees.objects(rule, "subjects").stream().map(FlowSubject::of).toList(),
        Trees.objects(rule, "resourceRules").stream().map(FlowSchema::resourceRule).toList(),
        Trees.objects(rule, "nonResourceRules").stream().map(FlowSchema::pathRule).toList());
  }

  private static ResourceRule resourceRule(ObjectNode rule) {
    return new ResourceRule(
        Json.texts(rule, "verbs"),
        Json.texts(rule, "apiGroups"),
        Json.texts(rule, "resources"),
        Trees.flag(rule, "clusterScope"),
        Json.texts(rule, "namespaces"));
  }

  private static PathRule pathRule(ObjectNode rule) {
    return new PathRule(Json.texts(rule, "verbs"), Json.texts(rule, "nonResourceURLs"));
  }

  boolean covers(Identity identity, Attributes attributes) {
    for (Part part : parts) {
      if (part.covers(identity, attributes)) {
        return true;
      }
    }
    return false;
  }

  /// What tells the flow of a request from others of this schema; null when there is only one.
  @Nullable String flow(Identity identity, Attributes attributes) {
    return switch (distinguisher) {
      case NOTHING -> null;
      case USER -> identity.user();
      case NAMESPACE -> attributes instanceof Attributes.OfResource of ? of.namespace() : null;
    };
  }
}
