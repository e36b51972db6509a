package canvas

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // formats of logos
	_ "image/png"
)

// Image is a picture for pages.
type Image struct {
	W, H int // in pixels
	jpeg []byte
	gray bool
	// without jpeg: three bytes a pixel, and one of cover, or nil where the picture covers fully
	rgb, alpha []byte
}

// maxPixels bounds the memory that a picture takes: a logo of 4,000 by 4,000 pixels is large enough for any print.
const maxPixels = 16_000_000

// ParseImage reads a PNG or JPEG file.
func ParseImage(data []byte) (*Image, error) {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxPixels/cfg.Height {
		return nil, fmt.Errorf("%d by %d pixels; at most %d pixels in all", cfg.Width, cfg.Height, maxPixels)
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	img := &Image{W: cfg.Width, H: cfg.Height}
	switch src.(type) {
	case *image.YCbCr, *image.Gray:
		if format == "jpeg" {
			img.jpeg = data
			_, img.gray = src.(*image.Gray)
			return img, nil
		}
	}
	b := src.Bounds()
	opaque := true
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(src.At(x, y)).(color.NRGBA)
			img.rgb = append(img.rgb, c.R, c.G, c.B)
			img.alpha = append(img.alpha, c.A)
			opaque = opaque && c.A == 255
		}
	}
	if opaque {
		img.alpha = nil
	}
	return img, nil
}

func imageName(i int) string { return fmt.Sprintf("/I%d", i+1) }

// image finds or adds a picture and gives its name in content streams.
func (d *Document) image(img *Image) string {
	for i, known := range d.images {
		if known == img {
			return imageName(i)
		}
	}
	d.images = append(d.images, img)
	return imageName(len(d.images) - 1)
}

// embedImage writes a picture and gives the object's number.
func (d *Document) embedImage(img *Image) int {
	id := d.reserve()
	dict := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace ", img.W, img.H)
	switch {
	case img.gray:
		d.raw(id, dict+"/DeviceGray /Filter /DCTDecode", img.jpeg)
	case img.jpeg != nil:
		d.raw(id, dict+"/DeviceRGB /Filter /DCTDecode", img.jpeg)
	case img.alpha != nil:
		mask := d.reserve()
		d.stream(mask, dict+"/DeviceGray", img.alpha)
		d.stream(id, dict+fmt.Sprintf("/DeviceRGB /SMask %d 0 R", mask), img.rgb)
	default:
		d.stream(id, dict+"/DeviceRGB", img.rgb)
	}
	return id
}
