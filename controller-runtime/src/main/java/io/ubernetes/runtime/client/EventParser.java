package io.ubernetes.runtime.client;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.util.JsonParserDelegate;

/// Reads the event of a watch without its `object.metadata.managedFields`: they are up to half of
/// an event, nobody who watches looks at them, and to make trees of them cost as much as the rest.
/// Belongs to one thread.
final class EventParser extends JsonParserDelegate {
  private static final String SKIPPED = "managedFields";
  private static final String[] WHERE = {"metadata", "object"};

  EventParser(JsonParser parser) {
    super(parser);
  }

  @Override
  public @Nullable JsonToken nextToken() {
    JsonToken token = delegate.nextToken();
    while (token == JsonToken.PROPERTY_NAME && isSkipped(delegate.currentName())) {
      skipValue();
      token = delegate.nextToken();
    }
    return token;
  }

  @Override
  public @Nullable String nextName() {
    String name = delegate.nextName();
    while (isSkipped(name)) {
      skipValue();
      name = delegate.nextName();
    }
    return name;
  }

  private void skipValue() {
    delegate.nextToken();
    delegate.skipChildren();
  }

  private boolean isSkipped(@Nullable String name) {
    if (!SKIPPED.equals(name)) {
      return false;
    }
    TokenStreamContext outer = delegate.streamReadContext().getParent();
    for (String field : WHERE) {
      if (outer == null || !field.equals(outer.currentName())) {
        return false;
      }
      outer = outer.getParent();
    }
    return outer != null && outer.inRoot();
  }
}
