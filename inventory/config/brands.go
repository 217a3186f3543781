package config

import (
	"bytes"
	"os"

	"rollcall/inventory"
)

// checkBrands reads the list of restricted makers that takes the place of the one
// that comes with rollcall.
func (c *checker) checkBrands(t text) {
	path := c.existing(t)
	if path == "" {
		return
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return // existing has said why
	}
	brands, err := inventory.ParseBrands(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	if err != nil {
		c.errorf(pos{file: path}, "無法讀取限制品牌名單（%v）；欄位為 brand,vendor,date,source", "the list of restricted brands cannot be read: %v", err)
		return
	}
	c.City.Brands = brands
	if brands == nil {
		c.City.Brands = inventory.Brands{} // an empty list restricts nobody
	}
}
