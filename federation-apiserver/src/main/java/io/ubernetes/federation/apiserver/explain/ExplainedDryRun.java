package io.ubernetes.federation.apiserver.explain;

import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.Federation;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.node.ObjectNode;

/// Warns whoever writes an object with [Federation#EXPLAIN_ANNOTATION] as a dry run of where it
/// would be placed. Refuses nothing. Thread-safe.
public final class ExplainedDryRun implements Admission {

  /// An answer reads all that decisions depend on, so few are made at the same time; who comes then
  /// is told to come again.
  static final int MOST_AT_ONCE = 2;

  private static final String PREFIX = "placement: ";

  private final SplitPreview preview;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE);

  public ExplainedDryRun(SplitPreview preview) {
    this.preview = preview;
  }

  @Override
  public void validate(Attributes attributes) {
    ObjectNode object = attributes.object();
    if (!attributes.options().isDryRun()
        || object == null
        || !attributes.subresource().isEmpty()
        || !asks(object)) {
      return;
    }
    if (!turns.tryAcquire()) {
      attributes.options().warnings().add(PREFIX + "others are being explained; try again");
      return;
    }
    try {
      preview
          .of(named(attributes, object))
          .forEach(sentence -> attributes.options().warnings().add(PREFIX + sentence));
    } finally {
      turns.release();
    }
  }

  private static boolean asks(ObjectNode object) {
    return Json.text(object, "metadata", "annotations", Federation.EXPLAIN_ANNOTATION)
        .equals("true");
  }

  /// With its kind, which the storage version may be without.
  private static ObjectNode named(Attributes attributes, ObjectNode object) {
    ObjectNode named = object.deepCopy();
    named.put("apiVersion", attributes.type().storage().apiVersion());
    return named.put("kind", attributes.type().storage().kind());
  }
}
