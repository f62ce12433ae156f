"use strict";
// A photo as evidence: its digest is counted on the phone before anything else is done with it, then its time and place.
Field.photos = (() => {
  const MEGABYTE = 1024 * 1024;
  const NAMES = { "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic" };
  const HEIC = ["heic", "heix", "hevc", "hevx", "mif1", "msf1", "heim", "heis"];
  let place = null, watch = null;

  // The phone cannot take this picture; the sentence says what to do. Nothing was stored of it.
  class Unfit extends Error {}

  async function digest(buffer) {
    const found = await crypto.subtle.digest("SHA-256", buffer);
    return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // By its first bytes: names and what the browser says may be wrong.
  function typeOf(buffer) {
    const head = new Uint8Array(buffer, 0, Math.min(16, buffer.byteLength));
    const text = String.fromCharCode(...head);
    if (head[0] === 0xff && head[1] === 0xd8) return "image/jpeg";
    if (text.startsWith("\x89PNG")) return "image/png";
    if (text.slice(4, 8) === "ftyp" && HEIC.includes(text.slice(8, 12))) return "image/heic";
    return "";
  }

  // DateTimeOriginal of EXIF (JPEG), or "": what the camera thought the time was.
  function cameraTime(buffer) {
    const view = new DataView(buffer);
    for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      if (view.getUint8(at + 1) !== 0xe1 || view.getUint32(at + 4) !== 0x45786966) continue;
      try {
        return exifTime(view, at + 10);
      } catch (error) {
        // A block that points outside of itself tells no time.
        if (error instanceof RangeError) return "";
        throw error;
      }
    }
    return "";
  }

  function exifTime(view, base) {
    const little = view.getUint16(base) === 0x4949;
    const find = (folder, tag) => {
      const count = view.getUint16(folder, little);
      for (let n = 0; n < count; n += 1) {
        const entry = folder + 2 + n * 12;
        if (view.getUint16(entry, little) === tag) return base + view.getUint32(entry + 8, little);
      }
      return 0;
    };
    const first = base + view.getUint32(base + 4, little);
    const folder = find(first, 0x8769);
    const at = (folder && find(folder, 0x9003)) || find(first, 0x0132);
    if (!at) return "";
    const text = String.fromCharCode(...new Uint8Array(view.buffer, at, 19));
    return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(text) ? text : "";
  }

  async function smaller(blob, pixels) {
    const picture = await createImageBitmap(blob);
    const scale = Math.min(1, pixels / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/jpeg", 0.85));
  }

  const NO_PICTURE = "选的不是照片。请用相机拍，或选一张 JPEG、PNG、HEIC 图片。";

  function tooLarge(size, limits) {
    return `这张照片 ${megabytes(size)} MB，超过 ${megabytes(limits.photo_bytes)} MB，手机缩小不了它。请点“存出原图”存到相册，再用小一些的分辨率拍一张。`;
  }

  const megabytes = (size) => Math.max(1, Math.round(size / MEGABYTE));

  // Take a picture: the row that was stored, and a sentence for whoever took it ("" where all is plain).
  async function take(file, visitId, itemId, limits) {
    const buffer = await file.arrayBuffer();
    const taken = new Date();
    if (!crypto.subtle) throw new Unfit("这个页面要用 https 打开，手机才能给照片算摘要。请问管理员要正式网址。");
    const sha256 = await digest(buffer);
    const type = typeOf(buffer), original = new Blob([buffer], { type });
    const known = (await Field.store.all("photos")).find((row) => row.sha256 === sha256 && row.item_id === itemId && row.visit_id === visitId);
    if (known) return { row: known, sentence: "这张照片已经有了，只算一张。" };
    const isFit = limits.photo_types.includes(type) && original.size <= limits.photo_bytes;
    const small = isFit ? null : await reduced(original, type, limits);
    const sent = small || original;
    const row = {
      uid: crypto.randomUUID(), visit_id: visitId, item_id: itemId, state: "waiting", sentence: "",
      sha256, sent_sha256: small ? await digest(await small.arrayBuffer()) : sha256, blob: sent,
      name: `photo-${sha256.slice(0, 8)}.${NAMES[sent.type] || "jpg"}`, taken_at: taken.toISOString(),
      camera_time: type === "image/jpeg" ? cameraTime(buffer) : "", ...(place || { lat: "", lng: "", accuracy: "" }),
    };
    if (isFit) {
      await Field.store.put("photos", row);
      return { row, sentence: "" };
    }
    return small ? keepReduced(row, original) : keepUnsent(row, limits);
  }

  // Too large, and the phone cannot draw it to make it smaller: it stays on the phone until it is let out.
  async function keepUnsent(row, limits) {
    const sentence = tooLarge(row.blob.size, limits);
    await Field.store.put("photos", { ...row, state: "refused", sentence });
    return { row, sentence: `${sentence}它还在手机里，没有发送。` };
  }

  // A smaller JPEG, or null of a picture that this phone cannot draw.
  async function reduced(original, type, limits) {
    try {
      return await smaller(original, limits.photo_pixels);
    } catch (error) {
      if (!type) throw new Unfit(NO_PICTURE);
      return null;
    }
  }

  // The original stays on the phone beside the smaller copy, as long as there is room.
  async function keepReduced(row, original) {
    const why = `原图 ${megabytes(original.size)} MB，只发缩小的一张，两张的摘要都印在记录上。`;
    try {
      await Field.store.put("photos", { ...row, original });
      return { row, sentence: `${why}原图留在手机里，可以存出来。` };
    } catch (error) {
      if (!(error instanceof Field.store.Full)) throw error;
      await Field.store.put("photos", row);
      return { row, sentence: `${why}手机空间不够，原图没有留下。` };
    }
  }

  // Where we are, from the moment a visit is opened; never waited for.
  function follow() {
    if (watch !== null || !navigator.geolocation) return;
    watch = navigator.geolocation.watchPosition(
      ({ coords }) => { place = { lat: coords.latitude.toFixed(6), lng: coords.longitude.toFixed(6), accuracy: Math.round(coords.accuracy) }; },
      () => { place = null; },
      { enableHighAccuracy: true, maximumAge: 60_000 },
    );
  }

  return { Unfit, take, follow, digest };
})();
