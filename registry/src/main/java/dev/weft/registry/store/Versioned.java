package dev.weft.registry.store;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** A value as it stands in the file: the revision of its last write, its length, its bytes. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Versioned(long modRevision, byte[] value) {

  /** How MVStore reads and writes it. */
  static final class Type extends BasicDataType<Versioned> {
    private static final int OBJECT_OVERHEAD = 40;

    @Override
    public int getMemory(Versioned versioned) {
      return OBJECT_OVERHEAD + versioned.value.length;
    }

    @Override
    public void write(WriteBuffer to, Versioned versioned) {
      to.putVarLong(versioned.modRevision);
      to.putVarInt(versioned.value.length);
      to.put(versioned.value);
    }

    @Override
    public Versioned read(ByteBuffer from) {
      long modRevision = DataUtils.readVarLong(from);
      byte[] value = new byte[DataUtils.readVarInt(from)];
      from.get(value);
      return new Versioned(modRevision, value);
    }

    @Override
    public Versioned[] createStorage(int size) {
      return new Versioned[size];
    }
  }
}
