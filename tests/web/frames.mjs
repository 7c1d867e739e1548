// SPDX-License-Identifier: MIT
/* Every frame that a page shows while something happens, and how bright each is. */

/** Runs `act` and returns the mean brightness (0 to 255) of each frame that was drawn meanwhile. */
export async function brightnessDuring(page, act) {
  const client = await page.context().newCDPSession(page);
  const pictures = [];
  client.on('Page.screencastFrame', ({ data, sessionId }) => {
    pictures.push(data);
    client.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await client.send('Page.startScreencast', { format: 'jpeg', quality: 40, maxWidth: 320, maxHeight: 180 });
  await act();
  await client.send('Page.stopScreencast');
  await client.detach();
  const reader = await page.context().newPage();
  const found = [];
  for (const picture of pictures) found.push(await reader.evaluate(meanOf, picture));
  await reader.close();
  return found;
}

async function meanOf(base64) {
  const image = new Image();
  image.src = `data:image/jpeg;base64,${base64}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const drawing = canvas.getContext('2d');
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2];
  return sum / (data.length / 4) / 3;
}
