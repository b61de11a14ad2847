package io.ubernetes.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonParserDelegate;

/// Gives equal field names of all trees one string, as far as a table of fixed size can.
///
/// Jackson's own table of names is made for documents whose names repeat. In Kubernetes' objects
/// some do not: `managedFields` has one for each uid (`k:{"uid":"..."}`). Each of those makes
/// Jackson copy the whole table for one document, which costs several times what parsing it does;
/// so that table is switched off.
///
/// The table is shared by all threads without any order: a slot holds some name of its hash, and
/// what is lost by a race is only that two equal names stay two strings.
final class SharedNames extends JsonParserDelegate {
  /// Several times the names of all built-in kinds; a power of two.
  private static final int SLOTS = 4096;

  private static final @Nullable String[] NAMES = new String[SLOTS];

  private SharedNames(JsonParser parser) {
    super(parser);
  }

  /// A factory whose parsers of bytes share names.
  static JsonFactory factory() {
    return new Factory();
  }

  @Override
  public @Nullable String nextName() {
    return shared(super.nextName());
  }

  @Override
  public @Nullable String currentName() {
    return shared(super.currentName());
  }

  private static @Nullable String shared(@Nullable String name) {
    if (name == null) {
      return null;
    }
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    String known = NAMES[slot];
    if (name.equals(known)) {
      return known;
    }
    NAMES[slot] = name;
    return name;
  }

  private static final class Factory extends JsonFactory {
    private static final long serialVersionUID = 1L;

    Factory() {
      super(JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES));
    }

    @Override
    public JsonParser createParser(ObjectReadContext context, byte[] utf8, int offset, int length) {
      return new SharedNames(super.createParser(context, utf8, offset, length));
    }
  }
}
