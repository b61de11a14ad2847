package io.ubernetes.model.federation;

import io.ubernetes.model.GroupResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What the Placement of an object is called: `<plural>.<group>.<name>`, in the object's namespace.
/// The core group, whose name is empty, is called `core` here so that no name has two meanings.
public final class PlacementNames {

  private static final int MAX_LENGTH = 253;

  /// Hex digits that stand for the whole name where it is too long.
  private static final int HASH_DIGITS = 16;

  private PlacementNames() {}

  public static String of(GroupResource resource, String name) {
    String group = resource.group().isEmpty() ? "core" : resource.group();
    String full = resource.resource() + "." + group + "." + name;
    if (full.length() <= MAX_LENGTH) {
      return full;
    }
    // Between two letters or digits a dash is always allowed; dots and dashes are cut off the end.
    String start = full.substring(0, MAX_LENGTH - HASH_DIGITS - 1).replaceAll("[-.]+$", "");
    return start + "-" + sha256(full).substring(0, HASH_DIGITS);
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
